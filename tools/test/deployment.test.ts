import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { listProcesses } from '../processes/list-processes.mjs';

interface Listed {
  name: string;
  command: string[];
  environment: Record<string, string>;
}

const listed: Listed[] = listProcesses({ GATEWAY_SECRET: 'a secret of at least 16' });
const scriptOf = (command: readonly string[]) => command.at(-1)?.replace(/^.*\/(?=(subgraphs|gateway)\/)/, '');
const read = (path: string) => readFileSync(path, 'utf8');

describe('docker-compose.yml', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true });

  it.each(listed)('runs $name as the list of processes says', ({ name, command, environment }) => {
    expect(scriptOf(services[name].command)).toBe(scriptOf(command));
    expect(String(services[name].environment.PORT)).toBe(environment['PORT']);
    for (const variable of Object.keys(environment)) expect(services[name].environment).toHaveProperty(variable);
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
    expect(scriptOf(container.command)).toBe(scriptOf(command));
    expect(String(container.ports[0].containerPort)).toBe(environment['PORT']);
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
    expect(deployment.spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  it('lists every process in its kustomization', () => {
    const { resources } = parse(read('k8s/base/kustomization.yaml'));
    expect(resources).toEqual(expect.arrayContaining(listed.map(({ name }) => `${name}.yaml`)));
  });
});
