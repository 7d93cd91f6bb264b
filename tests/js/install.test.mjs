// The packed package, installed as anybody would: into an empty Vite project that type-checks, builds and
// runs in Chromium, served from a folder and as Node modules.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { onPage } from "./chromium.mjs";
import { root } from "./vectors.mjs";

const here = fileURLToPath(root);
const folder = mkdtempSync(join(tmpdir(), "shuangbai-app-"));
after(() => rmSync(folder, { recursive: true }));

/** Runs a command in the project and gives what it prints; what it says is told when it fails. */
function run(command, ...args) {
  const ran = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  assert.equal(ran.status, 0, `${command} ${args.join(" ")}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}
const tool = (name) => join(here, "node_modules/.bin", name);

test("the packed package has what it should, and nothing else", () => {
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: join(here, "crates/wasm/pkg"),
    encoding: "utf8",
  });
  const [{ files, version }] = JSON.parse(packed);
  const cargo = readFileSync(join(here, "Cargo.toml"), "utf8");
  assert.equal(version, cargo.match(/^version = "(.*)"/m)[1]);
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "bare.d.ts",
    "bare.js",
    "errors.js",
    "excel-bare.d.ts",
    "excel-bare.js",
    "excel-glue.js",
    "excel-node.js",
    "excel.d.ts",
    "excel.js",
    "exchange.d.ts",
    "exchange.js",
    "glue.js",
    "index.d.ts",
    "index.js",
    "module.js",
    "node.js",
    "package.json",
    "rules-page.js",
    "rules.d.ts",
    "rules.js",
    ...["change", "errors", "forecast", "plan", "programme", "reform"].map((name) => `schemas/${name}.schema.json`),
    "schemas/terms.json",
    "shuangbai-excel.wasm",
    "shuangbai.wasm",
    "terms.d.ts",
    "terms.js",
    "types.d.ts",
    "worker-thread.js",
    "worker.d.ts",
    "worker.js",
  ]);
});

test("it installs into an empty project, offline, and brings no dependency", () => {
  const manifest = { name: "app", private: true, type: "module", version: "0.0.0" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  run("npm", "install", "--offline", "--no-audit", "--no-fund", `./${archive}`);
  assert.deepEqual(
    readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
    ["shuangbai"],
  );
});

test("Node imports and requires it by its name", () => {
  writeFileSync(
    join(folder, "import.mjs"),
    'import init, { presets } from "shuangbai"; await init(); console.log(presets().length);',
  );
  writeFileSync(join(folder, "require.cjs"), 'console.log(require("shuangbai").presets().length);');
  assert.equal(run("node", "import.mjs").trim(), "2");
  assert.equal(run("node", "require.cjs").trim(), "2");
  const schema =
    'import plan from "shuangbai/schemas/plan.schema.json" with { type: "json" }; console.log(plan.title);';
  writeFileSync(join(folder, "schema.mjs"), schema);
  assert.equal(run("node", "schema.mjs").trim(), "Plan");
});

/** The JavaScript of a page and of its Chinese twin, which is the same but for comments. */
function examplesOf(place) {
  const [english, chinese] = ["README.md", "README.zh-CN.md"].map((page) => {
    const text = readFileSync(join(place, page), "utf8");
    return [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  });
  const code = (texts) => texts.map((text) => text.replaceAll(/ *\/\/.*/g, ""));
  assert.deepEqual(code(english), code(chinese));
  return english;
}

test("the READMEs' examples run", () => {
  const examples = [here, join(folder, "node_modules/shuangbai")].flatMap(examplesOf);
  const printed = examples.map((text) => {
    writeFileSync(join(folder, "readme.mjs"), text);
    return run("node", "readme.mjs");
  });
  assert.equal(printed.length, 6);
  assert.equal(printed[0], "100000.00 60000.00\n");
  assert.match(printed[1], /province: '[0-9.]+'.*choice.*\/by/s);
  assert.match(printed[2], /'station', 'post', 'hired', 'pay'.*"pay":"52000.00".*workers 2 社工站 西湖镇 西河镇 /s);
  // What is printed is what the comments say.
  assert.equal(printed[3], "5 站点 440203001,西河镇,,3\n站点!A3\n");
  const comments = examples[4].match(/(?<=\/\/ )\{.*\}/g).map((text) => text.replaceAll('"', "'"));
  assert.equal(comments.length, 4);
  assert.equal(printed[4].replace(/\n {2}/g, " ").replaceAll("\n}", " }"), `${comments.join("\n")}\n`);
  assert.equal(printed[5], "## 11. The plan\n");
});

for (const [module, resolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
]) {
  test(`examples type-check strictly, resolved as for ${resolution}`, () => {
    cpSync(join(here, "tests/js/types/examples.ts"), join(folder, "examples.ts"));
    const flags = [
      "--strict",
      "--exactOptionalPropertyTypes",
      "--noUncheckedIndexedAccess",
      "--noEmit",
      "--target",
      "es2022",
    ];
    run(
      tool("tsc"),
      ...flags,
      "--lib",
      "es2022,dom",
      "--module",
      module,
      "--moduleResolution",
      resolution,
      "--ignoreConfig",
      "examples.ts",
    );
  });
}

test("an empty Vite project builds with it, and the built page runs", async () => {
  const html = '<!doctype html><title></title><script type="module" src="/main.ts"></script>';
  writeFileSync(join(folder, "index.html"), html);
  writeFileSync(
    join(folder, "main.ts"),
    `import init, { presets } from "shuangbai";
    await init();
    const excel = await import("shuangbai/excel");
    await excel.default();
    const made = excel.template("en").length > 5000 ? " with workbooks" : "";
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => { document.title = presets().join() + data + made; };`,
  );
  writeFileSync(
    join(folder, "worker.ts"),
    `import init, { presets } from "shuangbai/bare";
    import url from "shuangbai/shuangbai.wasm?url";
    await init(url);
    postMessage(presets().length);`,
  );
  writeFileSync(
    join(folder, "vite.config.js"),
    'export default { worker: { format: "es" }, build: { target: "es2022" } };',
  );
  run(tool("vite"), "build");
  const assets = readdirSync(join(folder, "dist/assets"));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, 2, assets.join());
  assert.ok(existsSync(join(folder, "dist/index.html")));
  await onPage(join(folder, "dist"), {}, "/index.html", async (page, wrong) => {
    await page
      .waitForFunction(() => document.title !== "", undefined, { timeout: 20_000 })
      .catch((error) => wrong.push(error.message));
    assert.deepEqual(wrong, []);
    assert.equal(await page.title(), "guangdong-2017,guangdong-20212 with workbooks");
  });
});
