/**
 * npm run schema:build   compiles (not with --compiled), writes the SDL of every subgraph, composes it, and writes what the gateway serves
 * npm run schema:check   fails when what is built, committed, composed, promised or listed as missing disagree
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSubgraphs, committedSubgraph } from './schema/build-subgraphs.mjs';
import { compareApi } from './schema/compare-api.mjs';
import { compose } from './schema/compose.mjs';
import { checkExamples } from './schema/examples.mjs';
import { lintSubgraphs } from './schema/lint.mjs';
import { compareNotYet, parseNotYet } from './schema/not-yet.mjs';
import { read, root, subgraphs, write } from './schema/places.mjs';

const promise = read('promised.graphql');

function compile() {
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status } = spawnSync(tsc, ['-b', ...['market', 'news-sentiment', 'alerts', 'accounts'].map((name) => `subgraphs/${name}`)], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The subgraphs do not compile.');
}

async function build() {
  if (!process.argv.includes('--compiled')) compile();
  const { sdl, missing } = await buildSubgraphs(promise);
  for (const [name, text] of Object.entries(sdl)) write(`${name}.graphql`, text);
  const committed = Object.fromEntries(subgraphs.map((name) => [name, committedSubgraph(name)]));
  const { supergraph, api, hints } = compose(committed, promise);
  write('supergraph.graphql', supergraph);
  write('api.graphql', api);
  console.log(
    `Built ${Object.keys(sdl).join(', ') || 'nothing'}; composed ${subgraphs.length} subgraphs${hints.length ? ` with ${hints.length} hints` : ''}.`,
  );
  for (const hint of hints) console.log(`  hint: ${hint}`);
  if (missing.length) console.log(`  The committed SDL stands for what has no code yet: ${missing.join(', ')}`);
  return print('examples that do not fit', checkExamples(api).faults);
}

async function check() {
  const { sdl, missing } = await buildSubgraphs(promise);
  const stale = Object.keys(sdl)
    .filter((name) => sdl[name] !== committedSubgraph(name))
    .map((name) => `schema/${name}.graphql`);
  const committed = Object.fromEntries(subgraphs.map((name) => [name, committedSubgraph(name)]));
  const composed = compose(committed, promise);
  for (const [file, text] of [
    ['supergraph.graphql', composed.supergraph],
    ['api.graphql', composed.api],
  ]) {
    if (text !== read(file)) stale.push(`schema/${file}`);
  }
  const report = compareApi(promise, composed.api);
  const listed = parseNotYet(read('not-yet.md'));
  const { unlisted, servedAfterAll, neverPromised } = compareNotYet(listed, report.missing, report.served);
  const examples = checkExamples(composed.api);
  console.log(`${report.served.size} types, fields, arguments and values are served.`);
  print(
    'not served yet (schema/not-yet.md)',
    listed.map(({ coordinate, owner }) => `${coordinate} — ${owner}`),
  );
  const faults = [
    print('no code to build the SDL from', missing),
    print('committed SDL that is not what is built (run npm run schema:build)', stale),
    print('planned wrongly by @apollo/query-planner (ADR 44)', lintSubgraphs(committed)),
    print('served otherwise than promised', report.different),
    print('promised, not served and not listed in schema/not-yet.md', unlisted),
    print('listed in schema/not-yet.md but served', servedAfterAll),
    print('listed in schema/not-yet.md but never promised', neverPromised),
    print('examples that do not fit', examples.faults),
  ];
  return faults.reduce((sum, count) => sum + count, 0);
}

function print(title, lines) {
  if (lines.length) console.log(`\n${lines.length} ${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  return lines.length;
}

const command = { build, check }[process.argv[2]];
if (!command) throw new Error('Use: node tools/schema.mjs build|check');
const faults = await command().catch((error) => print('fault', [error.message]));
process.exitCode = faults === 0 ? 0 : 1;
