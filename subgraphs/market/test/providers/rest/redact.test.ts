import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redaction, toldReason } from '../../../src/providers/rest/redact.ts';

it('takes a secret out of every text, however it is written there', () => {
  const secrets = fc
    .string({ minLength: 4, maxLength: 40, unit: 'grapheme' })
    .filter((secret) => /\w{3}/.test(secret) && !'[hidden]'.includes(secret));
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const redact = redaction([secret]);
      for (const form of [
        secret,
        encodeURIComponent(secret),
        new URLSearchParams({ secret }).toString().slice(7),
        JSON.stringify(secret).slice(1, -1),
      ]) {
        expect(redact(`${before}${form}${after}`)).not.toContain(form);
        expect(redact(`${before}${form.toUpperCase()}${after}`)).not.toContain(form.toUpperCase());
      }
    }),
  );
});

it('tells a reason in one line, and cuts it only when the secret is out', () => {
  const redact = redaction(['a-secret-key', '']);
  expect(toldReason('  two\n lines\t', redact)).toBe('two lines');
  expect(toldReason(`${'x'.repeat(295)}a-secret-key`, redact)).toBe(`${'x'.repeat(295)}[hidd...`);
  expect(redaction([])('a-secret-key')).toBe('a-secret-key');
});
