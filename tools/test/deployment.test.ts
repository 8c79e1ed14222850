import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { feedsShape } from '../../subgraphs/market/src/main/feeds-config.ts';
import { listProcesses } from '../processes/list-processes.mjs';
import { nodeFlags } from '../start/node-flags.mjs';

interface Listed {
  name: string;
  command: string[];
  environment: Record<string, string>;
}

const listed: Listed[] = listProcesses({ GATEWAY_SECRET: 'a secret of at least 16' });
const scriptOf = (command: readonly string[]) => command.at(-1)?.replace(/^.*\/(?=(subgraphs|gateway)\/)/, '');
const read = (path: string) => readFileSync(path, 'utf8');

/** What a provider needs; the rest of what feeds read is everybody's, or a folder of one's own. */
const ofProviders = Object.keys(feedsShape).filter((name) => !/^(FEEDS|SYMBOLS|SIMULATOR_SEED|RECORDING.*)$/.test(name));
/** Feeds, and the API for symbols that nobody follows yet. */
const askers = ['market-api', 'market-ingest'];
const keys = ofProviders.filter((name) => name.endsWith('_API_KEY'));

describe('docs/configuration.md', () => {
  it.each(Object.keys(feedsShape))('tells what %s is', (name) => {
    expect(read('docs/configuration.md')).toContain(`\`${name}\``);
  });
});

describe('npm run processes', () => {
  it('gives what providers need to those that talk to them, and to no other', () => {
    const given = Object.fromEntries(ofProviders.map((name) => [name, 'given']));
    const processes: Listed[] = listProcesses({ GATEWAY_SECRET: 'a secret of at least 16', ...given });
    for (const { name, environment } of processes) {
      const told = ofProviders.filter((variable) => environment[variable] === 'given');
      expect([name, told]).toEqual([name, askers.includes(name) ? ofProviders : []]);
    }
  });
});

describe('Dockerfile', () => {
  it('starts node as the list of processes does', () => {
    const [, entrypoint = ''] = /^ENTRYPOINT (.+)$/m.exec(read('Dockerfile')) ?? [];
    expect(JSON.parse(entrypoint)).toEqual(['node', ...nodeFlags]);
    for (const { command } of listed) expect(command.slice(1, -1)).toEqual(nodeFlags);
  });
});

describe('docker-compose.yml', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true });

  it.each(listed)('runs $name as the list of processes says', ({ name, command, environment }) => {
    expect(services[name]).not.toHaveProperty('entrypoint');
    expect(services[name].command).toEqual([scriptOf(command)]);
    expect(String(services[name].environment.PORT)).toBe(environment['PORT']);
    for (const variable of Object.keys(environment)) expect(services[name].environment).toHaveProperty(variable);
  });

  it('gives what providers need to those that talk to them, and to no other', () => {
    for (const [name, { environment }] of Object.entries<{ environment?: Record<string, string> }>(services)) {
      const told = ofProviders.filter((variable) => environment && variable in environment);
      expect([name, told]).toEqual([name, askers.includes(name) ? ofProviders : []]);
      for (const variable of told) expect(environment?.[variable]).toBe(`\${${variable}:-}`);
    }
    expect(services['market-ingest'].environment).toMatchObject({ FEEDS: `\${FEEDS:-simulator}`, SYMBOLS: `\${SYMBOLS:-}` });
  });

  it('runs nothing else but Postgres and Redis', () => {
    expect(Object.keys(services).toSorted()).toEqual([...listed.map(({ name }) => name), 'postgres', 'redis'].toSorted());
  });
});

describe('k8s/base', () => {
  it.each(listed)('deploys $name as the list of processes says, with probes and without privileges', ({ name, command, environment }) => {
    const documents = parseAllDocuments(read(`k8s/base/${name}.yaml`)).map((document) => document.toJS());
    const deployment = documents.find(({ kind }) => kind === 'Deployment');
    const [container] = deployment.spec.template.spec.containers;
    expect(container).not.toHaveProperty('command');
    expect(scriptOf(container.args)).toBe(scriptOf(command));
    expect(String(container.ports[0].containerPort)).toBe(environment['PORT']);
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
    expect(deployment.spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  it('gives the keys of providers to those that talk to them, and to no other', () => {
    for (const { name } of listed) {
      const isGiven = read(`k8s/base/${name}.yaml`).includes('secretRef: { name: provider-keys, optional: true }');
      expect([name, isGiven]).toEqual([name, askers.includes(name)]);
    }
    const { secretGenerator } = parse(read('k8s/overlays/local/kustomization.yaml'));
    expect(secretGenerator).toContainEqual({ name: 'provider-keys', envs: ['secrets/provider-keys.env'] });
    for (const key of keys) expect(read('tools/secrets.mjs')).toContain(`'${key}'`);
  });

  it('lists every process in its kustomization', () => {
    const { resources } = parse(read('k8s/base/kustomization.yaml'));
    expect(resources).toEqual(expect.arrayContaining(listed.map(({ name }) => `${name}.yaml`)));
  });
});
