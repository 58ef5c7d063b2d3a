import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ClipscopeError } from "@clipscope/core";

const require = createRequire(import.meta.url);

/**
 * Reads a JSON file of an installed package. Throws `not-found`, with a fix, if the package is not installed.
 */
export function readPackageJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(require.resolve(file), "utf8")) as T;
  } catch (cause) {
    throw new ClipscopeError(
      "not-found",
      `The built-in drawings need ${file}, which could not be read. Install them: \`npm install ${drawings().join(" ")}\`.`,
      { cause },
    );
  }
}

/**
 * The drawing packages, each as `name@version`. They are optional peer dependencies, since users with their
 * own data should not have to install 230 MB of emoji.
 */
function drawings(): string[] {
  const manifest = new URL("../../package.json", import.meta.url);
  const { peerDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  return Object.entries(peerDependencies).map(([name, version]) => `${name}@${version}`);
}

/** An icon as stored in Iconify packages: the content of an `<svg>` and its view box. */
export interface Icon {
  body: string;
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  hFlip?: boolean;
  hidden?: boolean;
}

/** The contents of a package's `icons.json`. An alias is another name or the mirror image of its parent. */
export interface IconSet {
  icons: Record<string, Icon>;
  aliases?: Record<string, { parent: string; hFlip?: boolean }>;
  width?: number;
  height?: number;
}

export const readIcons = (id: string) => readPackageJson<IconSet>(`@iconify-json/${id}/icons.json`);

/** Reads the mapping from code points ("1f600-fe0f") to icon names; empty for packages without one. */
export const readChars = (id: string) =>
  readPackageJson<Record<string, string>>(`@iconify-json/${id}/chars.json`);
