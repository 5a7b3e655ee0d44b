// Builds the browser code: src/niangjia/ui/assets -> src/niangjia/ui/static/niangjia, and puts the font of printed sheets
// into src/niangjia/ui/fonts, which no browser is given. Run where `npm ci` was run.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { trimmedTabler } from "./src/niangjia/ui/assets/tabler.mjs";

const from = "src/niangjia/ui/assets";
const to = "src/niangjia/ui/static/niangjia";
const fonts = "src/niangjia/ui/fonts";
const font = "@expo-google-fonts/noto-sans-sc";
const weights = ["400Regular", "600SemiBold"];
const browsers = ["chrome100", "firefox102", "safari15.4"];

/** The stylesheet of the kit with the parts that no page uses left out. */
const tabler = {
  name: "tabler",
  setup(bundle) {
    bundle.onLoad({ filter: /tabler\.css$/ }, async ({ path: file }) => ({
      contents: trimmedTabler(await readFile(file, "utf8")),
      loader: "css",
    }));
  },
};

/** One file with every icon of icons.txt as a symbol: ours from assets/icons, the others from the kit. */
async function sprite() {
  const names = (await readFile(`${from}/icons.txt`, "utf8")).split(/\s+/).filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const own = await readFile(`${from}/icons/${name}.svg`, "utf8").catch(() => null);
      const svg = own ?? (await readFile(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8"));
      const drawing = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
      const pen = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
      return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${drawing.replace(/\s*\n\s*/g, "").trim()}</symbol>`;
    }),
  );
  await writeFile(`${to}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

/** The licences of what the bundles hold and of the font, beside them. */
async function notices() {
  const packages = ["@tabler/core", "@tabler/icons", "htmx.org", "echarts", "zrender", "tslib", font];
  const texts = await Promise.all(
    packages.map(async (name) => {
      const folder = path.join("node_modules", name);
      const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
      const files = ["LICENSE", "LICENSE.txt", "LICENSE_FONT", "NOTICE"].map((file) => readFile(path.join(folder, file), "utf8").catch(() => ""));
      return `${name} ${version} (${license})\n\n${(await Promise.all(files)).filter(Boolean).join("\n\n")}`.trim();
    }),
  );
  await writeFile(`${to}/licences.txt`, `${texts.join("\n\n" + "=".repeat(100) + "\n\n")}\n`);
}

for (const folder of [to, fonts]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
await build({
  entryPoints: { app: `${from}/js/app.js`, charts: `${from}/js/charts.js` },
  outdir: to,
  bundle: true,
  minify: true,
  format: "esm",
  target: browsers,
  legalComments: "none", // licences.txt has them whole
  logLevel: "warning",
});
await build({
  entryPoints: { app: `${from}/css/app.css` },
  outdir: to,
  bundle: true,
  minify: true,
  target: browsers,
  external: ["*.svg"],
  legalComments: "none",
  plugins: [tabler],
  logLevel: "warning",
});
await Promise.all([
  sprite(),
  notices(),
  cp(`${from}/mark.svg`, `${to}/mark.svg`),
  cp(`${from}/hills.svg`, `${to}/hills.svg`),
  ...weights.map((weight) => cp(`node_modules/${font}/${weight}/NotoSansSC_${weight}.ttf`, `${fonts}/NotoSansSC_${weight}.ttf`)),
]);
