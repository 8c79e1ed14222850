import { useEffect } from 'react';
import { useLocation } from 'wouter';

/** The address names the page well enough: "/instruments/BTC-USD" is "BTC-USD". Each page starts at its top. */
export function usePageTitle(): void {
  const [location] = useLocation();
  useEffect(() => {
    const last = decodeURIComponent(location.slice(location.lastIndexOf('/') + 1));
    const name = last.charAt(0).toUpperCase() + last.slice(1).replace('-in', ' in').replace('-up', ' up');
    document.title = last ? `${location.startsWith('/instruments/') ? last : name} – Marketgraph` : 'Marketgraph';
    window.scrollTo(0, 0);
  }, [location]);
}
