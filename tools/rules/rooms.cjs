// The rooms of a subgraph, and what each may import from its own subgraph, from packages/ and from npm.
const rooms = {
  domain: { rooms: [], packages: ['vocabulary', 'indicators'], npm: [] },
  providers: { rooms: ['domain'], packages: ['vocabulary', 'service'], npm: ['ws', 'undici', 'zod', 'afinn-165-financialmarketnews'] },
  storage: {
    rooms: ['domain'],
    packages: ['vocabulary', 'postgres'],
    npm: ['typeorm', 'pg', 'pg-copy-streams', 'reflect-metadata', 'jose'],
  },
  pipeline: { rooms: ['domain', 'storage'], packages: ['vocabulary', 'events', 'bus', 'service'], npm: [] },
  jobs: { rooms: ['domain', 'storage'], packages: ['vocabulary', 'events', 'bus', 'service'], npm: ['pg-boss'] },
  graphql: {
    rooms: ['domain', 'storage'],
    packages: ['vocabulary', 'events', 'bus', 'subgraph-server', 'indicators'],
    npm: ['type-graphql', 'graphql', 'graphql-scalars', 'class-validator', 'dataloader', 'reflect-metadata'],
  },
  main: {
    rooms: ['domain', 'providers', 'storage', 'pipeline', 'jobs', 'graphql'],
    packages: ['vocabulary', 'events', 'bus', 'postgres', 'service', 'subgraph-server', 'indicators'],
    npm: ['reflect-metadata', 'zod', 'graphql'],
  },
};

// Each package, and the packages below it.
const layers = {
  vocabulary: [],
  indicators: ['vocabulary'],
  events: ['vocabulary'],
  service: [],
  bus: ['vocabulary', 'events', 'service'],
  postgres: ['service'],
  'subgraph-server': ['service', 'bus', 'vocabulary'],
};

const any = (names) => (names.length ? names.join('|') : '(?!)');
const inTests = '([.]test[.]tsx?$|[.]contract[.]ts$|/test/)';
const error = (name, from, to) => ({ name, severity: 'error', from, to });

const roomRules = Object.entries(rooms).flatMap(([room, may]) => {
  const from = { path: `^subgraphs/([^/]+)/src/${room}/`, pathNot: inTests };
  return [
    error(`${room}-reaches-only-${may.rooms.join('-') || 'itself'}`, from, {
      path: '^subgraphs/$1/src/',
      pathNot: `^subgraphs/$1/src/(${any([room, ...may.rooms])})/`,
    }),
    error(`${room}-uses-only-its-packages`, from, { path: '^packages/', pathNot: `^packages/(${any(may.packages)})/` }),
    error(`${room}-uses-only-its-libraries`, from, {
      dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
      pathNot: `node_modules/(@types/)?(${any(may.npm)})(/|$)|^(${any(may.npm)})$|^packages/`,
    }),
  ];
});

const packageRules = Object.entries(layers).map(([name, may]) =>
  error(
    `packages-${name}-layer`,
    { path: `^packages/${name}/`, pathNot: inTests },
    { path: '^packages/', pathNot: `^packages/(${any([name, ...may])})/` },
  ),
);

module.exports = {
  forbidden: [
    ...roomRules,
    ...packageRules,
    error('subgraphs-never-import-each-other', { path: '^subgraphs/([^/]+)/' }, { path: '^subgraphs/', pathNot: '^subgraphs/$1/' }),
    error(
      'only-the-local-stack-e2e-and-bench-start-subgraphs',
      { pathNot: '^(subgraphs|packages/local-stack|e2e|bench|tools)/' },
      { path: '^subgraphs/' },
    ),
    error(
      'gateway-uses-only-its-packages',
      { path: '^gateway/src/' },
      { path: '^packages/', pathNot: '^packages/(vocabulary|events|bus|service)/' },
    ),
    error('domain-is-pure', { path: '^(subgraphs/[^/]+/src/domain|packages/vocabulary/src)/' }, { dependencyTypes: ['core'] }),
    error(
      'only-the-bus-talks-to-redis',
      { pathNot: '^packages/(bus|test-kit)/|^e2e/|^bench/' },
      { path: 'node_modules/(redis|ioredis|@redis)/' },
    ),
    error(
      'web-knows-the-system-only-through-its-schema',
      { path: '^web/src/' },
      { path: '^(subgraphs|gateway|packages)/', pathNot: '^packages/vocabulary/' },
    ),
    error(
      'features-never-import-each-other',
      { path: '^web/src/features/([^/]+)/' },
      { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    ),
    error('web-flows-app-features-charts-ui', { path: '^web/src/(charts|ui|graphql|formatting)/' }, { path: '^web/src/(app|features)/' }),
    error('web-ui-knows-nothing-of-the-product', { path: '^web/src/ui/' }, { path: '^web/src/(charts|graphql|formatting)/' }),
    error(
      'test-kit-stays-in-tests',
      { pathNot: `${inTests}|^e2e/|^bench/|^packages/test-kit/|^vitest[.]config` },
      { path: '^packages/test-kit/' },
    ),
    error('no-cycles', {}, { circular: true }),
    error(
      'no-dumping-ground',
      { pathNot: 'node_modules' },
      { path: '(^|/|-)(utils?|common|helpers?|misc|shared)(/|[.-])', pathNot: 'node_modules' },
    ),
    error(
      'no-orphans',
      {
        orphan: true,
        pathNot:
          '[.]test[.]tsx?$|[.]d[.]ts$|[.]config[.]ts$|[.]bench[.]ts$|/test/.*[.]mjs$|^web/(public|tools)/|^packages/test-kit/src/patience',
      },
      {},
    ),
    error('no-unresolvable', {}, { couldNotResolve: true, pathNot: '[.](css|woff2)$|^virtual:' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@marketgraph/source', 'import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
