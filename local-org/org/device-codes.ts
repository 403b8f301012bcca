import type { SecretMaker } from './ids.js';

/** What a device asks for, and what has become of it. */
export type DeviceRequest = {
  readonly deviceCode: string;
  /** What a person types into the verification page. */
  readonly userCode: string;
  /** The id of the app. */
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** The user who allowed it, `denied`, or nobody yet. */
  decision: { userId: string } | 'denied' | undefined;
  polledAt: number | undefined;
};

/** docs/platform.md#oauth */
const LIFETIME = 10 * 60_000;

const USER_CODE_LENGTH = 8;

/** The requests of devices that have no browser: each is good for one authorization. */
export class DeviceCodes {
  readonly #requests = new Map<string, DeviceRequest>();
  readonly #secret: SecretMaker;
  readonly #clock: () => number;

  public constructor({ secret, clock }: { secret: SecretMaker; clock: () => number }) {
    this.#secret = secret;
    this.#clock = clock;
  }

  public issue(wanted: Pick<DeviceRequest, 'appId' | 'scopes'>): DeviceRequest {
    const request: DeviceRequest = {
      ...wanted,
      deviceCode: this.#secret(60),
      userCode: this.#newUserCode(),
      expiresAt: this.#clock() + LIFETIME,
      decision: undefined,
      polledAt: undefined,
    };
    this.#requests.set(request.deviceCode, request);
    return request;
  }

  public find(deviceCode: string, appId: string): DeviceRequest | undefined {
    const request = this.#requests.get(deviceCode);
    return request?.appId === appId ? request : undefined;
  }

  /** The request that waits for a decision under this code, however it was typed. */
  public findByUserCode(userCode: string): DeviceRequest | undefined {
    const typed = userCode.trim().toUpperCase();
    return [...this.#requests.values()].find(
      (request) => request.userCode === typed && request.decision === undefined && !this.isExpired(request)
    );
  }

  public isExpired({ expiresAt }: DeviceRequest): boolean {
    return expiresAt <= this.#clock();
  }

  public end({ deviceCode }: DeviceRequest): void {
    this.#requests.delete(deviceCode);
  }

  #newUserCode(): string {
    return this.#secret(48)
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, USER_CODE_LENGTH)
      .toUpperCase();
  }
}
