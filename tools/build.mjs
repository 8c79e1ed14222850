// npm run build: compiles what changed, the dashboard included.
import { ensureInstalled } from './install.mjs';
import { buildChanged, bundleGateway } from './start/build-changed.mjs';

ensureInstalled();
process.exit((await buildChanged()) && (await bundleGateway()) ? 0 : 1);
