export interface Palette {
  readonly text: string;
  readonly line: string;
  readonly up: string;
  readonly down: string;
  readonly surface: string;
  readonly cross: string;
  readonly font: string;
}

/** A canvas knows no custom properties: the tokens are read as the browser resolves them for the theme in force. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    text: read('--text-faint'),
    line: read('--line'),
    up: read('--up'),
    down: read('--down'),
    surface: read('--surface'),
    cross: read('--text-soft'),
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return palette;
}

/** Computed colours are rgb(...): the volume bars want the same hue, fainter. */
export function faded(color: string, share: number): string {
  const [red = '0', green = '0', blue = '0'] = color.match(/[\d.]+/g) ?? [];
  return `rgba(${red}, ${green}, ${blue}, ${share})`;
}

/** Calls back when the theme changes, whether the system or the reader changed it. */
export function onThemeChange(listener: () => void): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  media.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', listener);
  };
}
