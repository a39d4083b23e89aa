// Text that exists only here, judged by the TypeScript compiler with the official packages' declarations.
import { join } from "node:path";

import { packages, typescript as ts } from "./packages.js";

/**
 * `Part<T>`: what a double shows of a `T`. Members may be missing, since the doubles have those that somebody reads; none
 * may be unknown to the SDK or have another type. `wire` is a further case, for what the SDK makes objects of.
 */
export const part = (wire = "") => `
  type Part<T> = ${wire} T extends (infer Item)[] ? Part<Item>[]
    : T extends object ? { [Name in keyof T]?: Part<T[Name]> } : T;
`;

/** The compiler's complaints about `files` (name to text); names ending in `.js` are checked too. */
export function complaints(files) {
  const options = {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };
  // Beside `node_modules`, so that imports are found.
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(packages, name).replaceAll("\\", "/"), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists.call(host, name);
  host.readFile = (name) => texts.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, version, ...rest) =>
    texts.has(name)
      ? ts.createSourceFile(name, texts.get(name), version, true)
      : getSourceFile.call(host, name, version, ...rest);
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(sentence);
}

function sentence({ file, start, messageText }) {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!file) {
    return text;
  }
  const { line } = ts.getLineAndCharacterOfPosition(file, start);
  const source = file.text.split("\n")[line].trim();
  return `${file.fileName.split("/").pop()}:${line + 1}: ${text}\n    ${source}`;
}
