// npm run build: compiles what changed, the dashboard included.
import { ensureInstalled } from './install.mjs';
import { buildChanged } from './start/build-changed.mjs';

ensureInstalled();
process.exit((await buildChanged()) ? 0 : 1);
