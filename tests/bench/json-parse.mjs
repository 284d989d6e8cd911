// The baseline: what V8's JSON.parse takes for the text of an archive's only, stored entry.
//
// usage: node --max-old-space-size=8000 json-parse.mjs INPUT.zip

import { readFileSync } from 'node:fs';

import { costOf } from './measure.mjs';

const zip = readFileSync(process.argv[2]);
const text = zip.latin1Slice(zip.indexOf('{'), zip.lastIndexOf('PK\x01\x02', undefined, 'latin1'));
const cost = await costOf(() => JSON.parse(text));
console.log(JSON.stringify({ ...cost, processMemory: process.resourceUsage().maxRSS * 1024 }));
