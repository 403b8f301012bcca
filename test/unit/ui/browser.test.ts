import { expect } from 'chai';
import { openInBrowser } from '../../../src/ui/browser.js';
import { failureOf } from '../../support/operations.js';

describe('opening a page in the browser', function () {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const isLinux = process.platform === 'linux';

  beforeEach(() => {
    delete process.env.DISPLAY;
    delete process.env.WAYLAND_DISPLAY;
  });
  afterEach(() => {
    delete process.env.BROWSER;
    Object.assign(process.env, {
      ...(BROWSER && { BROWSER }),
      ...(DISPLAY && { DISPLAY }),
      ...(WAYLAND_DISPLAY && { WAYLAND_DISPLAY }),
    });
  });

  (isLinux ? it : it.skip)('fails where there is none', async () => {
    process.env.BROWSER = 'no-such-browser-anywhere';
    expect((await failureOf(openInBrowser('https://acme.example/'))).message).to.match(
      /^no browser was found; exit code \d+$/
    );
  });

  (isLinux ? it : it.skip)('succeeds where there is one', async () => {
    process.env.BROWSER = 'true';
    await openInBrowser('https://acme.example/');
  });
});
