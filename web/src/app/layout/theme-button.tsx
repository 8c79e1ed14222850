import { IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { setTheme, type Theme, themes, useTheme } from '../theme.ts';

const faces: Record<Theme, { icon: IconName; name: string }> = {
  system: { icon: 'system', name: 'System theme' },
  dark: { icon: 'moon', name: 'Dark theme' },
  light: { icon: 'sun', name: 'Light theme' },
};

export function ThemeButton({ className }: { className?: string | undefined }) {
  const theme = useTheme();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  const label = `${faces[theme].name}. Change to ${faces[next].name.toLowerCase()}`;
  return (
    <IconButton className={className} aria-label={label} title={label} onClick={() => setTheme(next)}>
      <Icon name={faces[theme].icon} />
    </IconButton>
  );
}
