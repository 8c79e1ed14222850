import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redaction, toldReason } from '../../../src/providers/rest/redact.ts';

const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString().slice('secret='.length),
  JSON.stringify(secret).slice(1, -1),
];
const secrets = (unit: 'grapheme' | 'grapheme-ascii') =>
  fc.string({ minLength: 4, maxLength: 40, unit }).filter((secret) => /[a-z]{2}\w/i.test(secret) && !/hid|dde|den/i.test(secret));

it('takes a secret out of every text, however it is written there', () => {
  fc.assert(
    fc.property(secrets('grapheme'), fc.string(), fc.string(), (secret, before, after) => {
      for (const form of formsOf(secret)) expect(redaction([secret])(`${before}${form}${after}`)).not.toContain(form);
    }),
  );
});

it('takes it out in whatever case it is written', () => {
  fc.assert(
    fc.property(secrets('grapheme-ascii'), (secret) => {
      for (const form of formsOf(secret)) expect(redaction([secret])(`<${form.toUpperCase()}>`)).toBe('<[hidden]>');
    }),
  );
});

it('tells a reason in one line, and cuts it only when the secret is out', () => {
  const redact = redaction(['a-secret-key', '']);
  expect(toldReason('  two\n lines\t', redact)).toBe('two lines');
  expect(toldReason(`${'x'.repeat(295)}a-secret-key`, redact)).toBe(`${'x'.repeat(295)}[hidd...`);
  expect(redaction([])('a-secret-key')).toBe('a-secret-key');
});
