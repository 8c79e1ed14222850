const HIDDEN = '[hidden]';
const LONGEST_REASON = 300;

/** Takes secrets out of texts, in whatever case and however they are written there: some providers repeat the key in their answers. */
export function redaction(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(literally).join('|'), 'gi');
  return (text) => text.replace(pattern, HIDDEN);
}

/** A reason short enough to be told. Secrets go first: half a key is one, too. */
export function toldReason(text: string, redact: (text: string) => string): string {
  const line = redact(text).replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}...` : line;
}

/** As it is, and as addresses, forms and JSON write it. */
function formsOf(secret: string): string[] {
  const form = new URLSearchParams({ k: secret }).toString().slice('k='.length);
  return [secret, encodeURIComponent(secret), encodeURI(secret), form, JSON.stringify(secret).slice(1, -1), btoa(utf8(secret))];
}

function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
