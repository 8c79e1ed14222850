// node make-sample-account.js <address of the gateway> <file>: the sample account for the distributed form.
import { reasonOf } from '@marketgraph/service';
import { sampleAccount } from './sample-account.ts';

const [url, file] = process.argv.slice(2);
try {
  if (!url || !file) throw new Error('Usage: make-sample-account <address of the gateway> <file>');
  const { email } = await sampleAccount(url.replace(/\/$/, ''), file);
  process.stdout.write(`${email}, password in ${file}\n`);
} catch (error) {
  process.stderr.write(`The sample account could not be made: ${reasonOf(error)}\n`);
  process.exit(1);
}
