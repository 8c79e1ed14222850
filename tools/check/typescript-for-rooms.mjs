// dependency-cruiser reads TypeScript only through a compiler below 7. Beside TypeScript 7 it finds nothing and
// says so as if all were well; therefore it gets the 6.0.3 of this workspace, whoever asks for `typescript`.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const ours = Object.fromEntries(
  ['typescript', 'typescript/package.json'].map((specifier) => [specifier, pathToFileURL(require.resolve(specifier)).href]),
);

registerHooks({
  resolve: (specifier, context, next) =>
    Object.hasOwn(ours, specifier) ? { url: ours[specifier], shortCircuit: true } : next(specifier, context),
});
