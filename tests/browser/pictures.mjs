// The pictures of tables in the manual: docs/pictures/table-*.png, taken from the sites of its how-tos. Charts are drawn
// by the program itself (tests/it/reference.rs); a table is HTML, and looks as a browser shows it.
//
// usage: node pictures.mjs KALENDS     (from anywhere; KALENDS is the program)
//
// Whoever changes how tables look runs it, and looks at what it wrote. CHROMIUM names the browser.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const program = path.resolve(process.argv[2]);
const pictures = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');

/** The example, what is imported first, the page, the id of the table, and the name of the picture. */
const TABLES = [
  ['months-across-columns', ['unemployed', 'workforce', 'january.csv'], '2026-01', 'now', 'table-of-members'],
  ['months-across-columns', ['unemployed', 'workforce', 'january.csv'], '2026-01', 'rates', 'table-shaded'],
  ['targets', [], '2026-04', 'answered', 'table-overview'],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM });
const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, deviceScaleFactor: 1 });
for (const [example, imports, report, id, name] of TABLES) {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'kalends-'));
  const run = (...words) => execFileSync(program, words, { cwd: site, stdio: ['ignore', 'ignore', 'inherit'] });
  run('init', '--example', example);
  for (const what of imports) run('import', what, ...(what.endsWith('.csv') ? [] : ['--period', '2025-12']));
  run('build', '--quiet');
  await page.goto(pathToFileURL(path.join(site, 'output', report, 'index.html')).href);
  const table = page.locator(`#tab-${id}`).first();
  await table.screenshot({ path: path.join(pictures, `${name}.png`) });
  fs.rmSync(site, { recursive: true });
}
await browser.close();
