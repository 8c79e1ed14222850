const paths = {
  markets: 'M4 19V9m5 10V5m5 14v-7m5 7V8',
  news: 'M5 5h11v14H6a1 1 0 0 1-1-1zM16 9h3v9a1 1 0 0 1-1 1h-2M8 9h5M8 12.500h5M8 16h3',
  signals: 'M3 12h3.500l2.5-7 5 14 2.8-7H21',
  alerts: 'M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 20.500a2.2 2.2 0 0 0 4 0',
  watchlists: 'M12 4l2.4 5 5.4.7-4 3.7 1 5.400L12 16.200l-4.8 2.6 1-5.4-4-3.700L9.6 9z',
  status: 'M12 21a9 9 0 1 1 9-9M12 12l5-5M12 3v2M3 12h2',
  search: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM16 16l4.5 4.5',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M4.5 4.5 6 6M18 18l1.5 1.500M2.5 12h2M19.5 12h2M4.5 19.5 6 18M18 6l1.5-1.5',
  moon: 'M20 14.500A8.5 8.5 0 1 1 9.5 4 6.8 6.8 0 0 0 20 14.500z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7',
  external: 'M9 6H5.500v12.500H18V15M13 5h6v6M19 5l-8.5 8.5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
} as const;

export type IconName = keyof typeof paths;

/** Drawn with the text's own colour; says nothing to a screen reader, its neighbour does. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M6 25V9l10 9L26 6" stroke="var(--accent)" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="6" cy="25" r="3" fill="var(--text)" />
      <circle cx="6" cy="9" r="3" fill="var(--text)" />
      <circle cx="16" cy="18" r="3" fill="var(--text)" />
      <circle cx="26" cy="6" r="3.6" fill="var(--up)" />
    </svg>
  );
}
