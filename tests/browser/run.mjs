// The built pages as a reader meets them: opened from disk in Chromium, with the network off.
//
// usage: node run.mjs LANGUAGE=FOLDER …     (da=output en=examples/ae-attendances/output)
//
// Every check counts once a page. What fails is printed with its page; the last line says how many there were.
// CHROMIUM names the browser (default: chromium on the path), JOBS how many pages are open at once (default: 2).
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 340, height: 700 };
const PATIENCE_MS = 30_000;

let passed = 0;
let failed = 0;

/** Counts a check: `faults` is what is wrong, empty if nothing is. */
function check(page, name, faults) {
  if (faults.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  for (const fault of faults.slice(0, 5)) console.log(`FAIL ${page}: ${name}: ${fault}`);
  if (faults.length > 5) console.log(`FAIL ${page}: ${name}: … and ${faults.length - 5} more`);
}

/** A built folder: its pages, and which ids stand on each. */
class Site {
  constructor(language, folder) {
    this.language = language;
    this.root = fs.realpathSync(folder);
    this.url = pathToFileURL(this.root).href + '/';
    const files = fs.readdirSync(this.root, { recursive: true }).map(String).sort();
    this.pages = files.filter(file => file.endsWith('.html'));
    this.ids = new Map();
  }

  name(page) {
    return `${this.language} ${page}`;
  }

  /** Whether `url` is a file of the folder. */
  holds(url) {
    return url.startsWith(this.url) && fs.existsSync(fileURLToPath(bare(url)));
  }

  /** The ids of a file's elements, each with the name of its element. */
  idsOf(url) {
    const file = fileURLToPath(bare(url));
    if (!this.ids.has(file)) {
      const tags = fs.readFileSync(file, 'utf8').matchAll(/<([a-z0-9]+)(?=\s)[^>]*?\sid="([^"]+)"/g);
      this.ids.set(file, new Map([...tags].map(([, tag, id]) => [id, tag])));
    }
    return this.ids.get(file);
  }
}

const bare = url => url.replace(/[?#].*$/s, '');
const fragment = url => decodeURIComponent(new URL(url).hash.slice(1));

/** Opens `page` in a fresh context and hands it to `look`; whatever it asks for or complains about is gathered. */
async function open(browser, site, page, options, look) {
  const context = await browser.newContext({ offline: true, serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  const outside = [];
  const asked = new Set();
  context.on('request', request => {
    asked.add(bare(request.url()));
    if (!site.holds(request.url())) outside.push(request.url().slice(0, 200));
  });
  context.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text().slice(0, 200));
  });
  context.on('weberror', error => complaints.push(String(error.error()).slice(0, 200)));
  try {
    const tab = await context.newPage();
    await tab.goto(site.url + page, { waitUntil: 'load', timeout: PATIENCE_MS });
    await look(tab, { complaints, outside, asked });
  } finally {
    await context.close();
  }
}

/** Runs in the page. */
function structure() {
  return {
    lang: document.documentElement.lang,
    title: document.title.trim(),
    headings: [...document.querySelectorAll('h1')].map(heading => heading.innerText.trim()),
    text: document.body.textContent,
    // That a table scrolls is seen by the script alone.
    shown: [...document.querySelectorAll('.hint')]
      .filter(hint => hint.checkVisibility())
      .reduce((text, hint) => text.replace(hint.innerText, ''), document.body.innerText)
      .replaceAll(/\s+/g, ' '),
    links: [...document.querySelectorAll('a[href]')].map(link => link.href),
    rows: [...document.querySelectorAll('details.trail li a[href]')].map(link => link.href),
    trailLines: document.querySelectorAll('details.trail li[id]').length,
    numbers: document.querySelectorAll('section.blk a.n data[value]').length,
  };
}

/** Runs in the page: numbers in prose that do not lead to their line in the trail. */
function looseNumbers() {
  const faults = [];
  for (const link of document.querySelectorAll('a.n')) {
    const text = link.textContent;
    const line = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!line || !line.matches('details.trail li[id]')) faults.push(`${text}: ${link.hash} is no line of a trail`);
    else if (line.querySelector('b')?.textContent !== text) faults.push(`${text}: the trail says ${line.querySelector('b')?.textContent}`);
    else if (line.closest('section') !== link.closest('section')) faults.push(`${text}: the line stands in another section`);
  }
  for (const data of document.querySelectorAll('main data')) {
    if (!/^-?\d+(\.\d+)?$/.test(data.getAttribute('value') ?? '')) faults.push(`${data.textContent}: no number as value`);
  }
  for (const line of document.querySelectorAll('details.trail li')) {
    if (!line.id) faults.push(`a trail line without id: ${line.textContent.slice(0, 60)}`);
  }
  return faults;
}

/** Runs in the page: charts of which not exactly the drawing `kind` is shown. */
function drawings(kind) {
  const faults = [];
  for (const chart of document.querySelectorAll('.kw:not(.km)')) {
    const shown = [...chart.querySelectorAll('.kc')].filter(drawing => drawing.checkVisibility());
    if (shown.length !== 1 || !shown[0].classList.contains(kind)) {
      faults.push(`${chart.closest('[id]')?.id}: shown is ${shown.map(drawing => drawing.getAttribute('class')).join(', ') || 'nothing'}`);
    }
  }
  const width = document.scrollingElement;
  if (width.scrollWidth > width.clientWidth) faults.push(`the page is ${width.scrollWidth} px wide in ${width.clientWidth}`);
  return faults;
}

/** Runs in the page: numbers of tiles that break, or leave their tile. */
function numbersOfTiles() {
  const faults = [];
  for (const number of document.querySelectorAll('.kpi .val data')) {
    const tile = number.closest('.kpi').getBoundingClientRect();
    if (number.getClientRects().length !== 1) faults.push(`${number.textContent} breaks`);
    if (number.getBoundingClientRect().right > tile.right + 1) faults.push(`${number.textContent} leaves its tile`);
  }
  return faults;
}

/** Runs in the page: texts of shown drawings that meet one another, or leave their drawing. */
function labels() {
  const faults = [];
  for (const drawing of document.querySelectorAll('svg.kc')) {
    if (!drawing.checkVisibility()) continue;
    const name = drawing.id || drawing.closest('figure')?.id;
    const frame = drawing.getBoundingClientRect();
    const boxes = [...drawing.querySelectorAll('text')].map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    for (const [index, { text, box }] of boxes.entries()) {
      // A line of text is higher than its letters.
      const air = box.height * 0.3;
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - air || box.bottom > frame.bottom + air) {
        faults.push(`${name}: “${text}” leaves the drawing`);
      }
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 0.5 && down > air) faults.push(`${name}: “${text}” meets “${other.text}”`);
      }
    }
  }
  return faults;
}

/** Runs in the page: tables whose heads, shades or verdicts only sighted readers would understand, or that hide columns. */
async function tables() {
  // The page observes its tables' sizes; what it is told of a new width is told with the next frame, and has been by the one after.
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  const faults = [];
  for (const table of document.querySelectorAll('.tab table, .tw > table')) {
    const name = table.closest('[id]')?.id;
    const heads = table.querySelectorAll('thead th');
    if ([...heads].some(head => head.scope !== 'col')) faults.push(`${name}: a heading of a column without scope`);
    for (const row of table.querySelectorAll('tbody tr')) {
      if (row.querySelector('th')?.scope !== 'row') faults.push(`${name}: a row without a heading: ${row.textContent.slice(0, 40)}`);
    }
    if (!table.caption?.textContent.trim()) faults.push(`${name}: no caption`);
    for (const cell of table.querySelectorAll('td[class*=" sh"]')) {
      if (!/\(\p{L}+\)/u.test(cell.querySelector('.vh')?.textContent ?? '')) faults.push(`${name}: a shade without a word: ${cell.textContent}`);
    }
    for (const mark of table.querySelectorAll('td > :is(.met, .near, .not_met, .unknown)')) {
      const [glyph, word] = [mark.querySelector('[aria-hidden=true]'), mark.querySelector('.vh')];
      if (!glyph || !/\p{L}/u.test(word?.textContent ?? '')) faults.push(`${name}: a verdict without a word: ${mark.textContent}`);
    }
    // What is wider than its frame scrolls in it, by keyboard too, beside the first column.
    const frame = table.closest('.tw');
    if (frame && frame.scrollWidth > frame.clientWidth + 1) {
      if (frame.tabIndex !== 0) faults.push(`${name}: its frame cannot be reached by keyboard`);
      const head = table.querySelector('tbody th');
      const before = head.getBoundingClientRect().left;
      frame.scrollLeft = 200;
      if (Math.abs(head.getBoundingClientRect().left - before) > 2) faults.push(`${name}: its first column scrolls away`);
      frame.scrollLeft = 0;
    }
  }
  return faults;
}

/** What a page and its files weigh too much. A page of six charts may have 250 KB, 60 KB packed; each further one 15 KB, 3 KB packed. */
function weight(files, charts) {
  const contents = [...files].map(file => fs.readFileSync(fileURLToPath(file)));
  const sum = sizes => sizes.reduce((all, size) => all + size, 0);
  const [plain, packed] = [sum(contents.map(content => content.length)), sum(contents.map(content => gzipSync(content).length))];
  const more = Math.max(0, charts - 6);
  return [
    ...(plain <= 250_000 + more * 15_000 ? [] : [`${plain} bytes for ${charts} charts`]),
    ...(packed <= 60_000 + more * 3_000 ? [] : [`${packed} bytes packed for ${charts} charts`]),
  ];
}

/** Runs in the page, in print: folds whose content is not on the paper. The contents need no paper. */
function foldedOnPaper() {
  const faults = [];
  for (const fold of document.querySelectorAll('details')) {
    if (fold.closest('nav')) continue;
    const hidden = [...fold.children].filter(child => child.tagName !== 'SUMMARY' && !child.matches('.hint') && !(child.checkVisibility() && child.getBoundingClientRect().height > 0));
    if (hidden.length) faults.push(`folded: ${fold.querySelector('summary')?.textContent} (${fold.closest('[id]')?.id ?? fold.className})`);
  }
  return faults;
}

async function everyPage(browser, site, page) {
  const name = site.name(page);
  let scripted;
  await open(browser, site, page, { viewport: WIDE }, async (tab, heard) => {
    scripted = await tab.evaluate(structure);
    check(name, 'language, title and one h1', [
      ...(scripted.lang === site.language ? [] : [`lang is ${scripted.lang}`]),
      ...(scripted.title ? [] : ['no title']),
      ...(scripted.headings.length === 1 && scripted.headings[0] ? [] : [`h1: ${JSON.stringify(scripted.headings)}`]),
    ]);
    const local = scripted.links.filter(link => link.startsWith('file:'));
    check(name, 'every link leads somewhere', local.filter(link => {
      const id = fragment(link);
      return !site.holds(link) || (id && !site.idsOf(link).has(id));
    }));
    check(name, 'every number leads to its line in the trail', await tab.evaluate(looseNumbers));
    check(name, 'every line of a trail leads to a row', scripted.trailLines === scripted.rows.length
      ? scripted.rows.filter(row => !site.holds(row) || site.idsOf(row).get(fragment(row)) !== 'tr')
      : [`${scripted.trailLines} lines, ${scripted.rows.length} links`]);
    check(name, 'the wide drawings at 1280 px', await tab.evaluate(drawings, 'wide'));
    check(name, 'no label meets another at 1280 px', await tab.evaluate(labels));
    check(name, 'numbers of tiles are whole at 1280 px', await tab.evaluate(numbersOfTiles));

    await tab.keyboard.press('Tab');
    const skip = await tab.evaluate(() => document.activeElement?.matches('a.skip') && document.activeElement.getBoundingClientRect().top >= 0);
    await tab.keyboard.press('Enter');
    const landed = await tab.evaluate(() => document.activeElement?.tagName);
    check(name, 'Tab shows the skip link, Enter follows it', [
      ...(skip ? [] : ['the first Tab does not show it']),
      ...(landed === 'MAIN' ? [] : [`the focus is on ${landed}`]),
    ]);

    await tab.setViewportSize(NARROW);
    check(name, 'the narrow drawings at 340 px', await tab.evaluate(drawings, 'narrow'));
    check(name, 'no label meets another at 340 px', await tab.evaluate(labels));
    check(name, 'numbers of tiles are whole at 340 px', await tab.evaluate(numbersOfTiles));
    check(name, 'tables are told in words, and scroll beside their first column', await tab.evaluate(tables));

    await tab.emulateMedia({ media: 'print' });
    check(name, 'nothing is folded on paper', await tab.evaluate(foldedOnPaper));
    await tab.emulateMedia({ media: null });
    const pdf = await tab.pdf({ preferCSSPageSize: true });
    check(name, 'prints', pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 5_000 ? [] : [`a PDF of ${pdf.length} bytes`]);

    check(name, 'no error, no warning, no CSP violation', heard.complaints);
    check(name, 'no request outside the folder', heard.outside);
    check(name, 'asks for four files at most', heard.asked.size <= 4 ? [] : [...heard.asked]);
    check(name, 'is no heavier than its charts', weight(heard.asked, await tab.locator('figure.fig').count()));
  });
  await open(browser, site, page, { viewport: WIDE, javaScriptEnabled: false }, async tab => {
    const plain = await tab.evaluate(structure);
    check(name, 'the same text without script', [
      ...(plain.text === scripted.text ? [] : ['the text differs']),
      ...(plain.shown === scripted.shown ? [] : ['what is shown differs']),
    ]);
  });
  return scripted.numbers;
}

/** On a phone and without script, following a number opens the fold that holds its line. */
async function followsANumber(browser, site, page) {
  await open(browser, site, page, { viewport: NARROW, javaScriptEnabled: false }, async tab => {
    const link = tab.locator('section.blk a.n').first();
    const hash = await link.evaluate(element => element.hash);
    const shown = () => tab.evaluate(id => document.getElementById(id).checkVisibility(), decodeURIComponent(hash.slice(1)));
    const before = await shown();
    await link.click();
    check(site.name(page), 'following a number opens its trail', [
      ...(before ? ['the trail is open already at 340 px'] : []),
      ...((await shown()) ? [] : [`${hash} stays folded`]),
    ]);
  });
}

/** The newest figures against their targets on the front page, and the tables of a report. */
async function overviews(browser, site, newest) {
  await open(browser, site, 'index.html', { viewport: NARROW }, async tab => {
    const found = await tab.evaluate(() => [...document.querySelectorAll('section.row[aria-labelledby^=targets-]')].map(section => ({
      heading: section.querySelector('h2').innerText.trim(),
      rows: section.querySelectorAll('tbody tr').length,
      parts: [...section.querySelectorAll('h3')].map(part => part.innerText.trim()),
    })));
    check(site.name('index.html'), 'holds the newest figures against their targets', [
      ...(found.length > 0 ? [] : ['no overview']),
      ...found.filter(one => !one.heading || one.rows === 0 || one.parts.length !== 2).map(one => JSON.stringify(one)),
    ]);
  });
  // The gallery has every kind of table.
  if (!site.root.includes('gallery')) return;
  await open(browser, site, newest, { viewport: NARROW }, async tab => {
    const shades = await tab.locator('td.sh5 .vh').count();
    const verdicts = await tab.locator('td > .not_met .vh').count();
    const newestFirst = await tab.evaluate(() => {
      const head = document.querySelector('table:has(.sh5) thead th:nth-child(2)');
      const frame = head.closest('.tw').getBoundingClientRect();
      return head.getBoundingClientRect().right <= frame.right;
    });
    check(site.name(newest), 'shows shades, verdicts and the newest period first', [
      ...(shades > 0 ? [] : ['no shade']),
      ...(verdicts > 0 ? [] : ['no verdict']),
      ...(newestFirst ? [] : ['the first period is out of sight at 340 px']),
    ]);
  });
}

/** Runs in the page: points of charts at which the read-out says something else than their table, word for word. */
function readOuts() {
  const faults = [];
  for (const figure of document.querySelectorAll('figure.fig')) {
    const slider = figure.querySelector('input[type=range]');
    const marked = figure.querySelector('.kw [data-x], .kw [data-y]');
    if (!marked || !slider) {
      if (marked || slider) faults.push(`${figure.id}: ${slider ? 'a slider without points' : 'no slider'}`);
      continue;
    }
    const said = figure.querySelector('output');
    const words = element => element.textContent.replaceAll(/\s+/g, ' ').trim();
    const rows = [...figure.querySelectorAll('.fig-data tbody tr')];
    if (marked.dataset.x) rows.reverse();
    slider.focus();
    for (let index = 0; index <= Number(slider.max); index += 1) {
      slider.value = index;
      slider.dispatchEvent(new Event('input'));
      const [head, ...cells] = [...rows[index].cells];
      const text = words(said);
      if (!text.startsWith(words(head)) || slider.getAttribute('aria-valuetext') !== head.firstChild.textContent) faults.push(`${figure.id} ${index}: “${text}” for ${words(head)}`);
      // A panel tells its own column.
      for (const cell of figure.querySelector('.km') ? cells.slice(0, 1) : cells) {
        const [value, note] = [cell.querySelector('data') ?? cell, cell.querySelector('small')];
        const shown = words(value).replace(note && value === cell ? words(note) : '', '').trim();
        if (!text.includes(shown) || (note && !text.includes(words(note)))) faults.push(`${figure.id} ${index}: “${text}” lacks ${words(cell)}`);
      }
      for (const note of [...figure.querySelectorAll('.fig-notes li')].map(note => words(note.lastChild).replace(/\.$/, ''))) {
        if (text.split(note).length > 2) faults.push(`${figure.id} ${index}: “${note}” is told twice`);
      }
      const [box, around] = [said.getBoundingClientRect(), figure.getBoundingClientRect()];
      if (box.left < around.left - 1 || box.right > around.right + 1) faults.push(`${figure.id} ${index}: the read-out leaves the figure`);
    }
    slider.blur();
    if (words(said)) faults.push(`${figure.id}: the read-out stays without focus`);
  }
  return faults;
}

/** The values of charts: under the pointer, a finger and the arrow keys, and for those who listen. */
async function readsCharts(browser, site, page) {
  const name = site.name(page);
  for (const viewport of [WIDE, NARROW]) {
    await open(browser, site, page, { viewport, hasTouch: viewport === NARROW }, async (tab, heard) => {
      check(name, `the read-outs of charts say what their tables say at ${viewport.width} px`, await tab.evaluate(readOuts));
      const figure = tab.locator('figure.fig:has(input[type=range])').first();
      if ((await figure.count()) === 0) return check(name, 'has a chart to read', ['none']);
      const [frame, said] = [figure.locator('.kw'), figure.locator('output')];
      await frame.scrollIntoViewIfNeeded();
      const box = await frame.boundingBox();
      const middle = [box.x + box.width / 2, box.y + box.height / 2];
      if (viewport === NARROW) await tab.touchscreen.tap(...middle);
      else await tab.mouse.move(...middle);
      const pointed = await said.innerText();
      check(name, `a chart is read under the ${viewport === NARROW ? 'finger' : 'pointer'}`, pointed.trim() ? [] : ['nothing is said']);
      if (viewport === WIDE) await tab.mouse.move(1, 1);
      else await tab.touchscreen.tap(1, 1);
      check(name, 'the read-out goes with it', (await said.innerText()).trim() ? ['it stays'] : []);
      const slider = figure.getByRole('slider');
      await slider.focus();
      await tab.keyboard.press('Home');
      const first = await said.innerText();
      await tab.keyboard.press('End');
      const last = await said.innerText();
      await tab.keyboard.press('Escape');
      check(name, 'a chart is read by the arrow keys', [
        ...(first.trim() && last.trim() && first !== last ? [] : [`Home says “${first}”, End “${last}”`]),
        ...((await said.innerText()).trim() ? ['Escape leaves it'] : []),
        ...((await figure.getByRole('slider', { name: await figure.locator('.fig-h').innerText() }).count()) === 1 ? [] : ['the slider has not the name of the chart']),
        ...((await figure.getByRole('status').count()) === 1 ? [] : ['the read-out is no live region']),
        ...heard.complaints,
      ]);
    });
  }
  await open(browser, site, page, { viewport: WIDE, javaScriptEnabled: false }, async tab => {
    check(name, 'no read-out without script', (await tab.locator('figure.fig output').count()) === 0 ? [] : ['there is one']);
  });
}

async function searches(browser, site) {
  const page = 'search/index.html';
  const name = site.name(page);
  const entries = () => [...document.querySelectorAll('.reg li')].map(entry => ({ text: entry.textContent, shown: entry.checkVisibility() }));
  let all;
  await open(browser, site, page, {}, async tab => {
    all = await tab.evaluate(entries);
    check(name, 'the whole register without a question', all.length > 0 && all.every(entry => entry.shown) ? [] : [`${all.length} entries, some hidden`]);
  });
  // The longest word of the last entry: it stands there, and not everywhere.
  const asked = all.at(-1).text.match(/[\p{L}]+/gu).sort((a, b) => b.length - a.length)[0].toLowerCase();
  await open(browser, site, `${page}?q=${encodeURIComponent(asked)}`, {}, async (tab, heard) => {
    const shown = (await tab.evaluate(entries)).filter(entry => entry.shown);
    // An ending may be another one.
    const root = asked.slice(0, Math.max(4, asked.length - 4));
    const strays = shown.filter(entry => !entry.text.toLowerCase().includes(root));
    check(name, `?q=${asked} shows what was asked for`, [
      ...(shown.length > 0 && shown.length < all.length ? [] : [`${shown.length} of ${all.length} entries are shown`]),
      ...strays.map(entry => entry.text),
      ...((await tab.inputValue('#q')) === asked ? [] : ['the box does not hold the question']),
      ...heard.complaints,
    ]);
  });
  await open(browser, site, `${page}?q=qzxqzx`, {}, async tab => {
    const shown = (await tab.evaluate(entries)).filter(entry => entry.shown);
    const said = await tab.locator('#found').innerText();
    check(name, 'says so when nothing is found', shown.length === 0 && said.trim() ? [] : [`${shown.length} entries, and the page says "${said}"`]);
  });
  // Another ending, and letters as they are typed without a Danish keyboard.
  const [question, answer] = site.language === 'da' ? ['noeglepersonernes', 'nøgleperson'] : ['attendance', 'attendances'];
  await open(browser, site, `${page}?q=${question}`, {}, async tab => {
    const shown = (await tab.evaluate(entries)).filter(entry => entry.shown);
    check(name, `?q=${question} finds ${answer}`, shown.some(entry => entry.text.toLowerCase().includes(answer)) ? [] : [`${shown.length} entries`]);
  });
  // A word of a report's text, with the sentence it stands in and a link to its section.
  const scripts = fs.readdirSync(path.join(site.root, 'search')).filter(file => /^text-\d+\.js$/.test(file)).sort();
  const texts = scripts.length ? JSON.parse(fs.readFileSync(path.join(site.root, 'search', scripts.at(-1)), 'utf8').slice('kalendsTexts('.length, -3)) : [];
  const [report] = texts;
  if (report) {
    const word = report[3].flatMap(([, ...said]) => said).join(' ').match(/\p{L}{6,}/gu)?.at(0) ?? report[3][0][1].match(/\p{L}+/u)[0];
    await open(browser, site, `${page}?q=${encodeURIComponent(word)}`, {}, async (tab, heard) => {
      await tab.locator('#texts li').first().waitFor({ timeout: PATIENCE_MS }).catch(() => {});
      const hits = await tab.evaluate(() => [...document.querySelectorAll('#texts li')].map(hit => ({ marks: [...hit.querySelectorAll('p b')].map(mark => mark.textContent), ways: [...hit.querySelectorAll('a')].map(way => way.href) })));
      check(name, `?q=${word} finds it in the text`, [
        ...(hits.length > 0 ? [] : ['no hit']),
        ...hits.filter(hit => hit.marks.length === 0).map(() => 'a hit without the word in bold'),
        ...hits.flatMap(hit => hit.ways).filter(way => !site.holds(way)),
        ...heard.complaints,
      ]);
    });
  }
  // From any page, by keyboard: the box on the front page leads to the register.
  await open(browser, site, 'index.html', { viewport: WIDE }, async tab => {
    const box = tab.locator('form[role=search] input[type=search]').first();
    if ((await box.count()) === 0) return check(site.name('index.html'), 'has a search box', ['none']);
    await box.fill(asked);
    await Promise.all([tab.waitForURL(url => url.href.includes('?q=')), box.press('Enter')]);
    const shown = (await tab.evaluate(entries)).filter(entry => entry.shown);
    check(site.name('index.html'), 'its search box leads to the register', shown.length > 0 && shown.length < all.length ? [] : [`${shown.length} of ${all.length} entries are shown`]);
  });
}

/** `work` on every item, `jobs` at once. */
async function pool(items, jobs, work) {
  const queue = [...items];
  await Promise.all(Array.from({ length: jobs }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

const sites = process.argv.slice(2).map(argument => argument.split('=')).map(([language, folder]) => new Site(language, folder));
if (sites.length === 0 || sites.some(site => site.pages.length === 0)) {
  console.error('usage: node run.mjs LANGUAGE=FOLDER …     each a folder of built pages');
  process.exit(2);
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND'],
});
try {
  for (const site of sites) {
    const numbers = new Map();
    await pool(site.pages, Number(process.env.JOBS) || 2, async page => {
      try {
        numbers.set(page, await everyPage(browser, site, page));
      } catch (error) {
        check(site.name(page), 'can be opened', [String(error.message).split('\n')[0]]);
      }
    });
    const reports = [...numbers.keys()].filter(page => /(^|\/)\d{4}(-\d\d|-Q\d)?\/index\.html$/.test(page)).sort();
    const newest = reports.at(-1);
    check(site.name(newest ?? 'reports'), 'figures in prose carry their value', newest && numbers.get(newest) > 0 ? [] : ['no <data value> in the text']);
    if (newest) await followsANumber(browser, site, newest);
    if (newest) await overviews(browser, site, newest);
    if (newest) await readsCharts(browser, site, newest);
    await searches(browser, site);
    console.log(`${site.language}: ${site.pages.length} pages, ${reports.length} of them reports`);
  }
} catch (error) {
  check('browser tests', 'run to their end', [error.stack]);
} finally {
  await browser.close();
}
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
