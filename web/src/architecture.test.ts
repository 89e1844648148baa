/** The house rules of the front end that a type checker cannot see. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = new URL(".", import.meta.url).pathname;
const LONGEST = 300;

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(tsx?|css)$/.test(name) && !/generated(\.new)?\.ts$/.test(name) ? [path] : [];
  });
}

const files = sources(ROOT).map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, "utf8") }));

test("a feature knows no other feature: they meet in app/", () => {
  const knots = files.flatMap(({ path, text }) => {
    const own = /^features\/([^/]+)\//.exec(path)?.[1];
    const others = [...text.matchAll(/@\/features\/([^/"]+)/g)].map((found) => found[1]);
    return own ? others.filter((other) => other !== own).map((other) => `${path} imports ${other}`) : [];
  });
  expect(knots).toEqual([]);
});

test("components and lib know neither features nor the edge, and lib is free of React", () => {
  const upwards = files.filter(
    ({ path, text }) => /^(components|lib|api)\//.test(path) && /@\/(features|app)\//.test(text),
  );
  expect(upwards.map(({ path }) => path)).toEqual([]);
  const impure = files.filter(
    ({ path, text }) => path.startsWith("lib/") && /from "(react|@mantine)/.test(text),
  );
  expect(impure.map(({ path }) => path)).toEqual([]);
});

test("each file is short enough to be read at once", () => {
  const long = files.filter(({ text }) => text.split("\n").length > LONGEST + 1);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("each module opens with its promise", () => {
  const mute = files.filter(
    ({ path, text }) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path) && !text.startsWith("/**"),
  );
  expect(mute.map(({ path }) => path)).toEqual([]);
});

test("no two files of a folder differ only in case, which some disks cannot tell apart", () => {
  const stems = files
    .filter(({ path }) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path))
    .map(({ path }) => path.replace(/\.tsx?$/, "").toLowerCase());
  expect(stems.filter((stem, index) => stems.indexOf(stem) !== index)).toEqual([]);
});
