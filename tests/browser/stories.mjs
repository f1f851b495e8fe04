// Two months at an office, told with the program itself and watched in Chromium.
//
// usage: node stories.mjs KALENDS SITE      (SITE is copied and stays as it is)
//
// The first story is the tutorial's: a new month is begun, figures are imported, the text is written with the preview
// open, and the site is built. The second one is about trust: a report is published, a later snapshot revises it, the
// next report is reviewed, approved and published, somebody edits a page on the share, and it is put right. The third
// one, in English and in Danish, follows a report from its announcement to the edition that took its place.
// CHROMIUM names the browser (default: chromium on the path). Prints how long an edit takes to be seen; judges nothing by it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const PATIENCE_MS = 30_000;
const [kalends, original] = process.argv.slice(2).map(argument => path.resolve(argument));
const workshop = fs.mkdtempSync(path.join(os.tmpdir(), 'kalends-stories-'));

let passed = 0;
let failed = 0;

/** Counts a check; `seen` is printed where it fails. */
function check(name, holds, seen = '') {
  if (holds) passed += 1;
  else {
    failed += 1;
    console.log(`FAIL ${name}: ${String(seen).slice(0, 2000)}`);
  }
}

/** A copy of the site without what was built, and the program run in it. */
function office(name) {
  const root = path.join(workshop, name);
  fs.mkdirSync(root);
  for (const part of ['kalends.yaml', 'data', 'content']) fs.cpSync(path.join(original, part), path.join(root, part), { recursive: true });
  const env = { ...process.env, NO_COLOR: '1' };
  const run = (code, ...args) => {
    const ran = spawnSync(kalends, args, { cwd: root, encoding: 'utf8', env });
    check(`${name}: kalends ${args.join(' ')} ends with ${code}`, ran.status === code, `${ran.status}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout + ran.stderr;
  };
  const at = (...parts) => path.join(root, ...parts);
  const read = (...parts) => fs.readFileSync(at(...parts), 'utf8');
  const write = (file, text) => fs.writeFileSync(at(file), text);
  const edit = (file, from, to) => {
    const text = read(file);
    check(`${name}: ${file} holds ${from}`, text.includes(from), text);
    // Put in its place as editors do, so that files which share its bytes keep theirs.
    fs.rmSync(at(file));
    write(file, text.replace(from, to));
  };
  return { name, root, run, at, read, write, edit };
}

/** Opens a built page from disk, without a network, and returns its text. */
async function textOf(browser, file) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  const text = await page.locator('main').innerText();
  await context.close();
  return text.replace(/\s+/g, ' ');
}

/** Starts the preview; the promise has its address. */
function preview(site) {
  const server = spawn(kalends, ['serve', '--port', '0'], { cwd: site.root, env: { ...process.env, NO_COLOR: '1' } });
  let said = '';
  const address = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address: ${said}`)), PATIENCE_MS);
    const hear = bytes => {
      said += bytes;
      const found = said.match(/http:\/\/[^\s]+/);
      if (found) {
        clearTimeout(timer);
        resolve(found[0]);
      }
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
  });
  return { address, stop: () => server.kill() };
}

async function newMonth(browser) {
  const site = office('a new month');
  const before = fs.existsSync(site.at('output'));
  site.run(0, 'new', '2018-03');
  const open = site.run(1, 'check');
  check('check lists what is not filled in', open.includes('K0840') && open.includes('`key_persons` is not filled in yet'), open);

  // What the office gets: an extract with the decimal commas and points of Danish spreadsheets.
  site.write('extract.csv', [
    'metric;period;builder_status;value',
    'key_persons;2018-03;;1.871',
    'builders;2018-03;certified;51',
    'builders;2018-03;in_training;4',
    'specialties_with_builder;2018-03;;44',
    'order_sets;2018-03;;210',
    'new_hires;2018-Q1;;650',
    'new_hires_trained;2018-Q1;;195',
    '',
  ].join('\r\n'));
  const promised = site.run(0, 'import', 'extract.csv', '--decimal', ',', '--dry-run');
  check('a dry run says what would change', promised.includes('1871'), promised);
  site.run(0, 'import', 'extract.csv', '--decimal', ',');
  check('the figures stand in the snapshot', /key_persons:[^#]*1871/.test(site.read('data/2018-03.yaml')), site.read('data/2018-03.yaml'));
  const twice = site.read('data/2018-03.yaml');
  site.run(0, 'import', 'extract.csv', '--decimal', ',');
  check('an import that is repeated changes nothing', site.read('data/2018-03.yaml') === twice);
  // The share is computed from the two counts now.
  const text = site.read('data/2018-03.yaml').replace(/\n {2}training_share:(\n {4}.*)+/, '');
  site.write('data/2018-03.yaml', text);
  const warned = site.run(0, 'check');
  check('check points at what was typed last month', warned.includes('content/2018-03.md') || warned.includes('no errors'), warned);

  const server = preview(site);
  try {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(new URL('2018-03/index.html', await server.address).href);
    const body = () => page.locator('main').innerText();
    check('the preview shows the draft with its figures', (await body()).includes('1.871'), await body());

    let begun = Date.now();
    site.edit('content/2018-03.md', 'Tre indsatser skal', 'Fire indsatser skal');
    await page.getByText('Fire indsatser skal').waitFor();
    console.log(`an edit of the text was seen after ${Date.now() - begun} ms`);
    begun = Date.now();
    site.edit('data/2018-03.yaml', '1871', '1872');
    await page.getByText('1.872').first().waitFor();
    console.log(`an edit of a figure was seen after ${Date.now() - begun} ms`);

    site.edit('content/2018-03.md', '{{ key_persons }}', '{{ key_person }}');
    await page.getByText('key_person', { exact: false }).and(page.getByText('K0')).first().waitFor().catch(() => {});
    await page.getByText('content/2018-03.md').first().waitFor();
    check('a fault is shown with its excerpt', (await page.locator('body').innerText()).includes('did you mean `key_persons`?'), await page.locator('body').innerText());
    site.edit('content/2018-03.md', '{{ key_person }}', '{{ key_persons }}');
    await page.getByText('Fire indsatser skal').waitFor();
    check('the fault is gone when it is mended', (await body()).includes('1.872'), await body());
  } finally {
    server.stop();
  }
  check('the preview wrote no pages', fs.existsSync(site.at('output')) === before);

  site.edit('content/2018-03.md', 'draft: true\n', '');
  site.run(0, 'build');
  check('the built report has the figures', (await textOf(browser, site.at('output/2018-03/index.html'))).includes('1.872'));
}

async function trust(browser) {
  const site = office('trust');
  // January alone is known.
  const february = { 'data/2018-02.yaml': site.read('data/2018-02.yaml'), 'content/2018-02.md': site.read('content/2018-02.md') };
  for (const file of Object.keys(february)) fs.rmSync(site.at(file));
  const share = path.join(workshop, 'share');
  const january = path.join(share, '2018-01/index.html');

  // Its targets are missed, and nobody has said yet what is done.
  site.run(1, 'approve', '2018-01', '--by', 'Kontoret');
  site.run(0, 'approve', '2018-01', '--by', 'Kontoret', '--anyway', 'Handlingerne aftales i februar.');
  site.run(0, 'publish', share);
  check('January is published', (await textOf(browser, january)).includes('1.819'));
  site.run(0, 'verify', share);

  // A colleague's later snapshot: January was counted wrong.
  for (const [file, text] of Object.entries(february)) site.write(file, text);
  const revised = site.read('data/2018-02.yaml').replace(/\n {2}key_persons:[\s\S]*?(?=\n {2}[a-z_]+:)/, match =>
    `\n  key_persons:\n    - { value: 1807, note: Hospitalerne har fjernet gengangere i databasen., action: { what: Hvervning af flere, who: Hospitalerne, by: 2018-06 } }\n    - { period: 2018-01, value: 1817, kind: error, reason: To registreringer var talt med to gange. }`);
  site.write('data/2018-02.yaml', revised);
  site.run(0, 'verify', share);

  const status = site.run(0, 'status');
  check('status tells the draft from what is approved', /2018-02/.test(status) && /2018-01/.test(status), status);
  site.run(0, 'review', '2018-02');
  const review = await textOf(browser, site.at('review/2018-02/index.html'));
  check('the review puts the revision first', review.includes('1.819') && review.includes('1.817') && review.includes('To registreringer var talt med to gange.'), review);

  site.run(0, 'approve', '2018-02', '--by', 'Kontoret');
  site.run(0, 'publish', share);
  const old = await textOf(browser, january);
  check("January's page shows its old figure", old.includes('1.819'), old);
  check("January's page has a notice", old.includes('1.817') && old.includes('To registreringer var talt med to gange.'), old);
  check('February is published', (await textOf(browser, path.join(share, '2018-02/index.html'))).includes('1.807'));
  site.run(0, 'verify', share);

  // Somebody "mends" the share by hand: a digit in a sentence, and one in a table.
  const page = path.join(share, '2018-02/index.html');
  const html = fs.readFileSync(page, 'utf8');
  const sentence = html.replace(/(indmeldt <a[^>]*><data value="1807">)1\.807/, '$11.870');
  check('the sentence is there to be edited', sentence !== html);
  const table = sentence.replace(/(<tr><th scope="row">februar 2018<\/th><td class="r"><data value="1807">)1\.807/, '$11.870');
  check('the table is there to be edited', table !== sentence);
  fs.rmSync(page);
  fs.writeFileSync(page, table);
  const found = site.run(1, 'verify', share);
  check('verify names the sentence', found.includes('`key_persons` in the text of section `noeglepersoner`: `1.870` is published, and the site says `1.807`'), found);
  check('verify names the table', found.includes('`key_persons` in the table of section') && found.includes('row `februar 2018`'), found);
  check('verify names the page', found.includes('2018-02/index.html:'), found);

  // A published figure cannot change silently.
  const snapshot = site.read('data/2018-02.yaml');
  site.edit('data/2018-02.yaml', 'value: 1807', 'value: 1808');
  const refused = site.run(1, 'build');
  check('a build that would change a published figure is refused', refused.includes('key_persons') && /1[.,]?807/.test(refused), refused);
  site.write('data/2018-02.yaml', snapshot);

  site.run(0, 'publish', share, '--rollback');
  check('the version before has no February', !fs.existsSync(path.join(share, '2018-02/index.html')));
  const older = site.run(1, 'verify', share);
  check('verify names the older version and the report that is gone', older.includes('K1044') && older.includes('K1045'), older);
  site.run(0, 'publish', share);
  site.run(0, 'verify', share);
  check('February is back', (await textOf(browser, path.join(share, '2018-02/index.html'))).includes('1.807'));
}

/** What readers of the third story see, in their language. */
const SEEN = {
  en: {
    announced: 'Next release: 5 February 2018 (January 2018)',
    moved: '12 March 2018', state: 'Moved from 5 March 2018',
    published: 'Published 5 February 2018', next: 'Next release 12 March 2018 (moved from 5 March 2018)',
    early: 'Seen before release by The board', contact: 'Contact The data office, data@example.org',
    provisional: 'Next release 9 April 2018 (provisional date)',
    newer: 'There is a newer report: February 2018', corrected: '22 → changed to 21. One was counted twice.',
    edition: 'New edition: The sentence named no ward.', superseded: 'Superseded edition.', same: 'The figures are the same in both editions.',
  },
  da: {
    announced: 'Næste udgivelse: 5. februar 2018 (januar 2018)',
    moved: '12. marts 2018', state: 'Flyttet fra 5. marts 2018',
    published: 'Offentliggjort 5. februar 2018', next: 'Næste udgivelse 12. marts 2018 (flyttet fra 5. marts 2018)',
    early: 'Set før udgivelsen af The board', contact: 'Kontakt The data office, data@example.org',
    provisional: 'Næste udgivelse 9. april 2018 (foreløbig dato)',
    newer: 'Der er en nyere rapport: februar 2018', corrected: '22 → ændret til 21. One was counted twice.',
    edition: 'Ny udgave: The sentence named no ward.', superseded: 'Erstattet udgave.', same: 'Tallene er de samme i begge udgaver.',
  },
};

async function release(browser, language) {
  const site = office(`release-${language}`);
  for (const part of ['data', 'content']) fs.rmSync(site.at(part), { recursive: true });
  for (const part of ['data', 'content']) fs.mkdirSync(site.at(part));
  fs.rmSync(site.at('kalends.yaml'));
  site.write('kalends.yaml', `title: Ward
language: ${language}
contact: { name: The data office, email: data@example.org }
releases:
  - { period: 2018-01, on: 2018-02-05 }
  - { period: 2018-02, on: 2018-03-12, was: 2018-03-05, reason: The register closed late. }
  - { period: 2018-03, on: 2018-04-09, state: provisional }
`);
  site.write('data/metrics.yaml', 'metrics:\n  staff: { label: Staff, type: stock, unit: people }\n');
  const seen = SEEN[language];
  const place = path.join(workshop, `ward-${language}`);
  const text = (...parts) => textOf(browser, path.join(place, ...parts, 'index.html'));
  const shows = async (what, where, ...sentences) => {
    const page = await where;
    for (const sentence of sentences) check(`${language}: ${what} says "${sentence}"`, page.includes(sentence), page);
  };

  // Nothing is out yet, and readers know when it will be.
  site.run(0, 'build');
  await shows('the front page', textOf(browser, site.at('output/index.html')), seen.announced);
  await shows('the calendar', textOf(browser, site.at('output/calendar/index.html')), seen.moved, seen.state, 'The register closed late.');

  // The hour has come.
  site.write('data/2018-01.yaml', 'period: 2018-01\nobservations: { staff: 22 }\n');
  site.write('content/2018-01.md', `---
title: January
published: 2018-02-05
not_before: 2018-02-05T08:00+01:00
early_readers: [The board]
---
There are {{ staff }}.
`);
  site.run(0, 'publish', place);
  await shows('the report', text('2018-01'), seen.published, seen.next, seen.early, seen.contact, 'There are 22.');

  // The next month finds a fault in it, and leads on.
  site.write('data/2018-02.yaml', `period: 2018-02
observations:
  staff:
    - 23
    - { period: 2018-01, value: 21, kind: error, reason: One was counted twice. }
`);
  site.write('content/2018-02.md', '---\ntitle: February\npublished: 2018-03-12\n---\nThere are {{ staff }}.\n');
  site.run(0, 'publish', place);
  await shows('the older report', text('2018-01'), seen.newer, seen.corrected, 'There are 22.');
  await shows('the new report', text('2018-02'), seen.provisional, 'There are 23.');

  // Its words are corrected too: the page before stays readable, and says what it is.
  site.edit('content/2018-01.md', 'There are', 'On the ward are');
  const refused = site.run(1, 'publish', place);
  check(`${language}: other words ask for a reason`, refused.includes('K1029'), refused);
  site.edit('content/2018-01.md', 'title: January', 'title: January\nedition: The sentence named no ward.');
  site.run(0, 'publish', place);
  await shows('the new edition', text('2018-01'), seen.edition, 'On the ward are 22.');
  await shows('the edition before', text('2018-01/editions/1'), seen.superseded, seen.same, 'There are 22.');
  site.run(0, 'verify', place);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || 'chromium', args: ['--no-sandbox'] });
try {
  await newMonth(browser);
  await trust(browser);
  for (const language of Object.keys(SEEN)) await release(browser, language);
} finally {
  await browser.close();
  fs.rmSync(workshop, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
