import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

/** What a file gives to others. */
interface Export {
  name: string;
  line: number;
  /** A type may stand in the signature of an exported function, and is alive with it. */
  isType: boolean;
  isUsedInFile: boolean;
}

/** What a file takes of another one: a name, or EVERYTHING. */
interface Use {
  file: string;
  name: string;
}

interface Module {
  path: string;
  exports: Export[];
  uses: Use[];
}

/** What nobody needs, and where it stands. */
export interface DeadCode {
  path: string;
  line: number;
  problem: string;
}

const EVERYTHING = '*';

const isTest = (path: string): boolean => path.startsWith('test/');

const hasModifier = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);

const isTypeDeclaration = (node: ts.Node): boolean =>
  ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);

/** The names that a statement declares; those of a variable statement may stand in patterns. */
const declaredNames = (node: ts.Node): ts.Identifier[] => {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => bindingNames(name));
  const { name } = node as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name] : [];
};

const bindingNames = (name: ts.BindingName): ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? bindingNames(element.name) : []));

const countIdentifiers = (source: ts.SourceFile): Map<string, number> => {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    node.forEachChild(visit);
  };
  visit(source);
  return counts;
};

const exportsOf = (source: ts.SourceFile): Export[] => {
  const counts = countIdentifiers(source);
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  return source.statements.flatMap((node) => {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      return node.exportClause.elements.map(({ name, isTypeOnly }) => ({
        name: name.text,
        line: lineOf(name),
        isType: isTypeOnly || node.isTypeOnly,
        isUsedInFile: false,
      }));
    }
    if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) return [];
    if (hasModifier(node, ts.SyntaxKind.DefaultKeyword)) {
      return [{ name: 'default', line: lineOf(node), isType: false, isUsedInFile: false }];
    }
    return declaredNames(node).map((name) => ({
      name: name.text,
      line: lineOf(name),
      isType: isTypeDeclaration(node),
      isUsedInFile: (counts.get(name.text) ?? 0) > 1,
    }));
  });
};

const namesOf = (clause: ts.ImportClause | undefined): string[] => {
  const named = clause?.namedBindings;
  return [
    ...(clause?.name ? ['default'] : []),
    ...(named && ts.isNamespaceImport(named) ? [EVERYTHING] : []),
    ...(named && ts.isNamedImports(named)
      ? named.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
      : []),
  ];
};

const reexportedNames = ({ exportClause }: ts.ExportDeclaration): string[] =>
  exportClause && ts.isNamedExports(exportClause)
    ? exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
    : [EVERYTHING];

/** What one node takes of another file, if it is one that does. */
const takenBy = (node: ts.Node): { from: ts.Node; names: string[] } | undefined => {
  if (ts.isImportDeclaration(node)) return { from: node.moduleSpecifier, names: namesOf(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { from: node.moduleSpecifier, names: reexportedNames(node) };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) {
    return { from: node.arguments[0], names: [EVERYTHING] };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { from: node.argument.literal, names: [EVERYTHING] };
  }
  return undefined;
};

const usesOf = (source: ts.SourceFile): Use[] => {
  const uses: Use[] = [];
  const visit = (node: ts.Node): void => {
    const taken = takenBy(node);
    if (taken && ts.isStringLiteral(taken.from) && taken.from.text.startsWith('.')) {
      const file = join(dirname(source.fileName), taken.from.text).replace(/\.js$/, '.ts');
      // An import without names runs the file, and uses it.
      uses.push(...[...taken.names, ''].map((name) => ({ file, name })));
    }
    node.forEachChild(visit);
  };
  visit(source);
  return uses;
};

const readModule = ([path, text]: [string, string]): Module => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  return { path, exports: exportsOf(source), uses: usesOf(source) };
};

/** The files that are reached from these, by whatever way. */
const reachedFrom = (entries: string[], modules: ReadonlyMap<string, Module>): Set<string> => {
  const reached = new Set(entries);
  for (const path of reached) for (const { file } of modules.get(path)?.uses ?? []) reached.add(file);
  return reached;
};

const problemOf = ({ name, isType, isUsedInFile }: Export, users: string[], path: string): string | undefined => {
  if (users.length === 0) {
    if (isType && isUsedInFile) return undefined;
    return isUsedInFile ? `${name} is exported, and no other file uses it` : `nothing uses ${name}`;
  }
  return isUsedInFile || isTest(path) || !users.every(isTest) ? undefined : `only tests use ${name}`;
};

/**
 * Exports that no other file uses, or only tests do, and files that nothing reaches.
 *
 * @param files texts by path, relative to the package
 * @param isEntry whether a file is run, or its default export taken, by something that is no file of ours
 */
export const findDeadCode = (files: ReadonlyMap<string, string>, isEntry: (path: string) => boolean): DeadCode[] => {
  const modules = new Map([...files].map((file) => [file[0], readModule(file)]));
  const reached = reachedFrom([...files.keys()].filter(isEntry), modules);
  const usersOf = (path: string, name: string): string[] =>
    [...modules.values()]
      .filter(({ uses }) => uses.some((use) => use.file === path && [name, EVERYTHING].includes(use.name)))
      .map((module) => module.path);
  return [...modules.values()].flatMap(({ path, exports }) => {
    if (!reached.has(path)) return [{ path, line: 1, problem: 'nothing uses this file' }];
    return exports.flatMap((entry) => {
      if (entry.name === 'default' && isEntry(path)) return [];
      const problem = problemOf(entry, usersOf(path, entry.name), path);
      return problem === undefined ? [] : [{ path, line: entry.line, problem }];
    });
  });
};
