import { type ReactNode, useRef, useState } from 'react';
import styles from './overview.module.css';

/** Cards side by side; on a narrow screen one at a time, with a mark for each that names it and goes to it. */
export function Carousel({ titles, children }: { titles: readonly string[]; children: ReactNode }) {
  const strip = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(0);
  const follow = ({ scrollLeft, clientWidth }: HTMLElement) => setPlace(Math.round(scrollLeft / Math.max(1, clientWidth)));
  const goTo = (index: number) => strip.current?.scrollTo({ left: index * strip.current.clientWidth, behavior: 'smooth' });
  return (
    <>
      <div ref={strip} className={styles.strip} onScroll={(event) => follow(event.currentTarget)}>
        {children}
      </div>
      <div className={styles.places}>
        {titles.map((title, index) => (
          <button
            key={title}
            type="button"
            aria-label={title}
            aria-current={index === place ? 'true' : undefined}
            onClick={() => goTo(index)}
          />
        ))}
      </div>
    </>
  );
}
