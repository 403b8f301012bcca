/** What stands between `<` and `>`; a lone `<` matches last. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<(?<end>\/?)(?<name>[\w:.-]+)(?:"[^"]*"|'[^']*'|[^'"<>])*?(?<empty>\/?)>|</g;

export type Flaw = { message: string; index: number };

const unmatched = (name: string): string =>
  `The element type "${name}" must be terminated by the matching end-tag "</${name}>".`;

type Tag = { name: string; isEnd: boolean; isEmpty: boolean };

/** The elements that are open at a place in a document. */
class OpenElements {
  readonly #names: string[] = [];
  #roots = 0;

  /** Takes the next tag; gives what is wrong with it. */
  public take({ name, isEnd, isEmpty }: Tag): string | undefined {
    if (isEnd) {
      const expected = this.#names.pop();
      return expected === name ? undefined : unmatched(expected ?? name);
    }
    if (this.#names.length === 0) this.#roots += 1;
    if (!isEmpty) this.#names.push(name);
    return this.#roots > 1 ? 'The markup in the document following the root element must be well-formed.' : undefined;
  }

  /** What is wrong with a document that ends here. */
  public end(): string | undefined {
    const left = this.#names.at(-1);
    if (left !== undefined) return unmatched(left);
    return this.#roots === 0 ? 'Premature end of file.' : undefined;
  }
}

/** The first place where tags do not pair up: the parser itself would read on as if they did. */
export const findFlaw = (xml: string): Flaw | undefined => {
  const open = new OpenElements();
  for (const { 0: markup, index, groups } of xml.matchAll(MARKUP)) {
    if (markup === '<')
      return { message: 'The content of elements must consist of well-formed character data.', index };
    const { name, end, empty } = groups ?? {};
    const message = name && open.take({ name, isEnd: Boolean(end), isEmpty: Boolean(empty) });
    if (message) return { message, index };
  }
  const message = open.end();
  return message === undefined ? undefined : { message, index: xml.length };
};
