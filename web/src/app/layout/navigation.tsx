import { Link, useLocation } from 'wouter';
import { Icon, type IconName } from '../../ui/icon.tsx';
import styles from './layout.module.css';

const places: readonly { href: string; name: string; icon: IconName; also?: string }[] = [
  { href: '/', name: 'Markets', icon: 'markets', also: '/instruments' },
  { href: '/news', name: 'News', icon: 'news' },
  { href: '/signals', name: 'Signals', icon: 'signals' },
  { href: '/alerts', name: 'Alerts', icon: 'alerts' },
  { href: '/watchlists', name: 'Watchlists', icon: 'watchlists' },
  { href: '/status', name: 'Status', icon: 'status' },
];

export function Navigation() {
  const [location] = useLocation();
  const isHere = (place: (typeof places)[number]) =>
    location === place.href || (place.also !== undefined && location.startsWith(place.also));
  return (
    <nav className={styles.navigation} aria-label="Main">
      <div className={styles.places}>
        {places.map((place) => (
          <Link key={place.href} href={place.href} aria-current={isHere(place) ? 'page' : undefined}>
            <Icon name={place.icon} size={20} />
            <span>{place.name}</span>
          </Link>
        ))}
      </div>
    </nav>
  );
}
