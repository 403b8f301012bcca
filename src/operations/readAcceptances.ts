import { Messages } from '@salesforce/core/messages';
import { inOrder, parseYamlList } from '../definition/document.js';
import { inputReader } from '../definition/inputs.js';
import { check, throwProblems, type Locate, type Problem } from '../definition/problems.js';
import { shownAs, type ReadText } from '../definition/sources.js';
import { acceptanceSchema, type Acceptance } from '../fleet/acceptances.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

interface Read {
  acceptances: Acceptance[];
  problems: Problem[];
}

/** An acceptance of a difference is nothing that an audit could judge. */
const settingProblems = ({ setting }: Omit<Acceptance, 'where'>, index: number, locate: Locate): Problem[] =>
  setting === undefined
    ? []
    : [{ where: locate([index, 'setting']), what: messages.getMessage('invalid.settingInAudit') }];

const checkItem = (raw: unknown, index: number, locate: Locate): Read => {
  const { value, problems } = check(acceptanceSchema, raw, (path) => locate([index, ...path]));
  if (!value) return { acceptances: [], problems };
  return { acceptances: [{ ...value, where: locate([index]) }], problems: settingProblems(value, index, locate) };
};

const readFile = async (file: string, readText: ReadText): Promise<Read> => {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return { acceptances: [], problems: [{ where: shownAs(file), what: messages.getMessage('unreadable', [code]) }] };
  }
  const { document, problems } = parseYamlList(text, shownAs(file));
  if (!document) return { acceptances: [], problems };
  const items = document.content.map((item, index) => checkItem(item, index, document.locate));
  return {
    acceptances: items.flatMap(({ acceptances }) => acceptances),
    problems: inOrder(items.flatMap((item) => item.problems)),
  };
};

/**
 * What the findings of an audit are accepted for: a file that holds a list of acceptances.
 *
 * @throws SfError `InvalidInputError` with all that is wrong in it
 */
export const readAcceptances = async (
  file: string | undefined,
  readText: ReadText = inputReader()
): Promise<Acceptance[]> => {
  if (file === undefined) return [];
  const { acceptances, problems } = await readFile(file, readText);
  throwProblems(problems);
  return acceptances;
};
