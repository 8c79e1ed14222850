// npm run secrets: random secrets for docker compose (.env) and for the local Kubernetes overlay. Existing files stay.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const K8S = 'k8s/overlays/local/secrets';
const random = () => randomBytes(32).toString('base64url');

function write(path, text) {
  if (existsSync(path)) return console.log(`${path} exists, left as it is.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  console.log(`${path} written.`);
}

function signingKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' });
  // RFC 7638: the thumbprint is taken of the required members in lexical order.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  const about = { kid, alg: 'EdDSA', use: 'sig' };
  return { private: { ...privateKey.export({ format: 'jwk' }), ...about }, public: { keys: [{ kty, crv, x, ...about }] } };
}

write('.env', `POSTGRES_PASSWORD=${random()}\nGATEWAY_SECRET=${random()}\n`);

const password = random();
write(
  `${K8S}/marketgraph.env`,
  `POSTGRES_PASSWORD=${password}\nGATEWAY_SECRET=${random()}\nDATABASE_URL=postgres://marketgraph:${password}@postgres:5432/marketgraph\n`,
);

// Given by the environment, else to be written in by hand: a feed without its key is disabled and says so.
const providerKeys = ['FINNHUB_API_KEY', 'ALPHA_VANTAGE_API_KEY'];
write(`${K8S}/provider-keys.env`, providerKeys.map((name) => `${name}=${process.env[name] ?? ''}\n`).join(''));

if (!existsSync(`${K8S}/private.jwk.json`)) {
  const keys = signingKeys();
  write(`${K8S}/private.jwk.json`, JSON.stringify(keys.private));
  write(`${K8S}/jwks.json`, JSON.stringify(keys.public));
}
