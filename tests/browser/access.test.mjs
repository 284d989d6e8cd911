// What everybody needs to use the page: names, structure, contrast, narrow screens, still pictures.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cocoDataset, zip } from './fixtures.mjs';
import { convertTo, counted, give, launch, openDropset, screenshot, servePage } from './harness.mjs';

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([servePage(), launch()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

/** Calls `look` at every step of a conversion and at an error. */
async function everyStep(page, look) {
  await look('idle');
  await give(page, 'readme.zip', zip({ 'readme.txt': Buffer.from('hello') }));
  await page.getByRole('alert').waitFor();
  await look('failed');
  await page.getByRole('button', { name: 'Use another dataset' }).click();
  await give(page, 'pets.zip', zip(cocoDataset().files));
  await counted(page);
  await page.getByText('How the dataset is read').click();
  await look('ready');
  await convertTo(page, 'datumaro');
  await page.locator('.done').waitFor();
  await look('done');
}

function structure() {
  const visible = (element) => element.getClientRects().length > 0;
  const text = (element) => element?.textContent.trim() ?? '';
  const problems = [];
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) problems.push('an id stands twice');
  for (const control of document.querySelectorAll('input, select, textarea, progress')) {
    const labelled = control.getAttribute('aria-label') || [...(control.labels ?? [])].some(text);
    if (visible(control) && !labelled) problems.push(`no label: ${control.outerHTML}`);
    const described = control.getAttribute('aria-describedby');
    if (described && !document.getElementById(described)) problems.push(`no description: ${control.outerHTML}`);
  }
  for (const control of document.querySelectorAll('button, a, summary')) {
    if (visible(control) && !text(control)) problems.push(`no name: ${control.outerHTML}`);
  }
  for (const element of document.querySelectorAll('[aria-labelledby]')) {
    if (!text(document.getElementById(element.getAttribute('aria-labelledby')))) problems.push(`no name: ${element.className}`);
  }
  for (const group of document.querySelectorAll('fieldset')) {
    if (!text(group.querySelector('legend')) && !group.getAttribute('aria-labelledby')) problems.push('a group without a name');
  }
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(visible).map(({ tagName }) => Number(tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) problems.push(`headings: ${levels}`);
  if (levels.some((level, index) => index > 0 && level > levels[index - 1] + 1)) problems.push(`headings skip a level: ${levels}`);
  if (document.documentElement.lang !== 'en') problems.push('no language');
  if (document.title === '') problems.push('no title');
  if (document.querySelectorAll('main').length !== 1) problems.push('not one main');
  return problems;
}

test('controls have names, headings an order, at every step', async () => {
  const { page, check, close } = await openDropset(browser, server.url);
  await everyStep(page, async (step) => assert.deepEqual(await page.evaluate(structure), [], step));
  await close();
  check();
});

test('nothing is cut off or scrolls sideways on a screen of 360 pixels', async () => {
  const { page, check, close } = await openDropset(browser, server.url, { viewport: { width: 360, height: 740 } });
  await everyStep(page, async (step) => {
    const cut = await page.evaluate(() => {
      const within = (element) => element.closest('.scroll, .visually-hidden, .symbols');
      const wide = [...document.body.querySelectorAll('*')].filter(
        (element) => !within(element) && element.getBoundingClientRect().right > innerWidth + 0.5,
      );
      return wide.map((element) => element.outerHTML.slice(0, 80));
    });
    assert.deepEqual(cut, [], step);
    await screenshot(page, `narrow-${step}`);
  });
  await close();
  check();
});

test('nothing moves for those who ask for stillness', async () => {
  const { page, close } = await openDropset(browser, server.url, { reducedMotion: 'reduce' });
  await everyStep(page, async (step) => assert.equal(await page.evaluate(() => document.getAnimations().length), 0, step));
  await close();
});

test('nothing jumps between one step and the next', async () => {
  for (const viewport of [
    { width: 1280, height: 860 },
    { width: 360, height: 740 },
  ]) {
    const { page, close } = await openDropset(browser, server.url, { viewport });
    await page.evaluate(() => {
      globalThis.shifted = 0;
      let changed = 0;
      new MutationObserver(() => (changed = performance.now())).observe(document.querySelector('#stage'), {
        attributeFilter: ['data-step'],
      });
      new PerformanceObserver((list) => {
        for (const { value, startTime, hadRecentInput } of list.getEntries()) {
          if (!hadRecentInput && Math.abs(startTime - changed) > 100) globalThis.shifted += value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await everyStep(page, async (step) => {
      const shifted = await page.evaluate(() => globalThis.shifted);
      assert.ok(shifted < 0.01, `${step} at ${viewport.width} pixels: ${shifted}`);
    });
    await close();
  }
});

// [ink, ground, least contrast]: 4.5 for text, 3 for the edges of controls (WCAG 2.2, 1.4.3 and 1.4.11).
const kPairs = [
  ...['ground', 'card', 'well', 'accent-soft', 'loss-soft', 'warning-soft', 'note-soft'].map((ground) => ['ink', ground, 4.5]),
  ...['ground', 'card', 'well', 'accent-soft'].map((ground) => ['muted', ground, 4.5]),
  ...['ground', 'card', 'accent-soft'].map((ground) => ['accent-strong', ground, 4.5]),
  ...['loss', 'warning', 'note'].map((tone) => [tone, `${tone}-soft`, 4.5]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['control', 'ground', 3],
  ['control', 'card', 3],
  ['accent', 'ground', 3],
  ['accent', 'card', 3],
  ['accent', 'well', 3],
];

function luminance(colour) {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

for (const colorScheme of ['light', 'dark']) {
  test(`the ${colorScheme} colours have contrast`, async () => {
    const { page, close } = await openDropset(browser, server.url, { colorScheme });
    const names = [...new Set(kPairs.flatMap(([ink, ground]) => [ink, ground]))];
    const colours = await page.evaluate((wanted) => {
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(wanted.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    }, names);
    await everyStep(page, (step) => screenshot(page, `${colorScheme}-${step}`));
    await close();
    for (const [ink, ground, least] of kPairs) {
      const ratio = contrast(colours[ink], colours[ground]);
      assert.ok(ratio >= least, `${ink} ${colours[ink]} on ${ground} ${colours[ground]}: ${ratio.toFixed(2)}`);
    }
  });
}
