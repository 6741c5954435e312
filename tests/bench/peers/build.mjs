// Builds each peer's page into target/bench/peers, as it would be shipped: minified, React's production build, brotli beside it.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const target = path.resolve(import.meta.dirname, "../../..", process.env.CARGO_TARGET_DIR ?? "target", "bench/peers");

/** @param {string} name */
const page = (name) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Queue</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/peers/page.css">
    <script type="module" src="/peers/${name}.js"></script>
  </head>
  <body><div id="page"></div></body>
</html>
`;

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const peers = { ag_grid: "ag_grid.ts", tanstack: "tanstack.tsx", virtua: "virtua.tsx" };
const { outputFiles } = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { ...peers, page: "page.css" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox128", "safari18"],
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  outdir: target,
  write: false,
});
const files = outputFiles.map((file) => ({ name: path.basename(file.path), contents: Buffer.from(file.contents) }));
for (const name of Object.keys(peers)) files.push({ name: `${name}.html`, contents: Buffer.from(page(name)) });
for (const { name, contents } of files) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
  await writeFile(path.join(target, name), contents);
  await writeFile(path.join(target, `${name}.br`), brotliCompressSync(contents, { params }));
  const { length } = await readFile(path.join(target, `${name}.br`));
  console.log(`${name}: ${contents.length.toLocaleString("en")} bytes, ${length.toLocaleString("en")} in brotli`);
}
