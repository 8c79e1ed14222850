import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@marketgraph/test-kit';
import { schemaFile } from './fake-subgraphs.ts';

export const committed = readFileSync(schemaFile('supergraph.graphql'), 'utf8');

/** The committed supergraph without fields of that name; their lines must be there. */
export function without(...fields: string[]): string {
  return fields.reduce((sdl, field) => {
    const shorter = sdl.replace(new RegExp(`^ {2}${field}(\\(.*\\))?: .*@join__field.*\\n`, 'm'), '');
    if (shorter === sdl) throw new Error(`The supergraph has no field ${field}.`);
    return shorter;
  }, committed);
}

/** A folder as Kubernetes mounts a ConfigMap: the file is a link into `..data`, which is a link that is exchanged as a whole. */
export class ConfigMapFolder {
  readonly #folder = temporaryFolder('configmap');
  #versions = 0;

  constructor(sdl: string = committed) {
    this.exchange(sdl);
    symlinkSync(join('..data', 'supergraph.graphql'), this.path);
  }

  get path(): string {
    return join(this.#folder, 'supergraph.graphql');
  }

  remove(): void {
    rmSync(join(this.#folder, '..data'));
  }

  exchange(sdl: string): void {
    const [before, next] = [`..version_${this.#versions}`, `..version_${++this.#versions}`];
    mkdirSync(join(this.#folder, next));
    writeFileSync(join(this.#folder, next, 'supergraph.graphql'), sdl);
    symlinkSync(next, join(this.#folder, '..data_tmp'));
    renameSync(join(this.#folder, '..data_tmp'), join(this.#folder, '..data'));
    rmSync(join(this.#folder, before), { recursive: true, force: true });
  }
}
