import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Ago } from '../../formatting/ago.tsx';
import { formatSpan } from '../../formatting/times.ts';
import { countOf, sentenceCase } from '../../formatting/words.ts';
import { StatusDocument, type StatusQuery } from '../../graphql/generated/status.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { PageTitle, Panel } from '../../ui/panel.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './status-page.module.css';

const refreshMs = 5_000;
/** A consumer this little behind has read everything there is. */
const currentMs = 50;
type Status = StatusQuery['systemStatus'];
const feedTones: Record<Status['feeds'][number]['state'], Tone> = {
  CONNECTING: 'amber',
  LIVE: 'up',
  QUIET: 'neutral',
  RATE_LIMITED: 'amber',
  DOWN: 'down',
  DISABLED: 'neutral',
};

export function StatusPage() {
  const { data, error, refetch } = useQuery(StatusDocument, { pollInterval: refreshMs, fetchPolicy: 'cache-and-network' });
  const status = data?.systemStatus;
  return (
    <div className={styles.page}>
      <PageTitle title="Status">Every part of the system and every feed that brings prices or news.</PageTitle>
      {status ? (
        <>
          <Summary status={status} />
          <Feeds feeds={status.feeds} />
          <Services services={status.services} />
        </>
      ) : error ? (
        <Failure what="Status" retry={() => void refetch()} />
      ) : (
        <Skeleton rows={8} height={36} />
      )}
    </div>
  );
}

function Summary({ status }: { status: Status }) {
  const now = useNow();
  const ailing = status.services.filter((service) => !service.healthy).length;
  return (
    <div className={styles.summary} data-healthy={status.healthy && ailing === 0}>
      <p className={styles.verdict}>
        {ailing === 0 && status.healthy
          ? 'All parts are well'
          : ailing > 0
            ? `${countOf(ailing, 'part needs', 'parts need')} attention`
            : 'Something needs attention'}
      </p>
      <p className={styles.facts}>{`Version ${status.version}, up for ${formatSpan(Math.max(0, now - Date.parse(status.startedAt)))}`}</p>
    </div>
  );
}

function Services({ services }: { services: Status['services'] }) {
  return (
    <Panel title="Services" flush aside={countOf(services.length, 'part')}>
      <ul className={styles.services}>
        {services.map((service, place) => (
          // Two processes may have parts of one name.
          <li key={`${service.name}-${String(place)}`}>
            <span className={service.healthy ? styles.well : styles.ill} aria-hidden="true" />
            <div className={styles.who}>
              <p>{service.name}</p>
              {service.detail ? <p className={styles.detail}>{service.detail}</p> : null}
              <span className="visually-hidden">{service.healthy ? 'healthy' : 'not healthy'}</span>
            </div>
            <p className={styles.numbers}>
              <Pace service={service} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Pace({ service }: { service: Status['services'][number] }) {
  const { latencyMs, lagMs } = service;
  return (
    <>
      {latencyMs === null ? null : <span>{`answers in ${formatSpan(latencyMs)}`}</span>}
      {lagMs === null ? null : <span>{lagMs < currentMs ? 'up to date' : `${formatSpan(lagMs)} behind`}</span>}
    </>
  );
}

function Feeds({ feeds }: { feeds: Status['feeds'] }) {
  return (
    <Panel title="Feeds" flush aside={countOf(feeds.length, 'feed')}>
      {feeds.length === 0 ? <Empty title="No feed has reported yet" /> : null}
      <ul className={styles.feeds}>
        {feeds.map((feed) => (
          <li key={feed.id}>
            <div className={styles.who}>
              <p>
                {feed.name} <span className={styles.detail}>{sentenceCase(feed.kind)}</span>
              </p>
              {feed.detail ? <p className={styles.detail}>{feed.detail}</p> : null}
            </div>
            <dl className={styles.readings}>
              <Reading name="Events per second" value={feed.eventsPerSecond.toFixed(1)} />
              <Reading name="Instruments" value={feed.kind === 'NEWS' ? '–' : String(feed.instrumentCount)} />
              <Reading name="Reconnects" value={String(feed.reconnects)} />
              <Reading name="Last event" value={feed.lastEventAt ? <Ago instant={feed.lastEventAt} /> : '–'} />
              <Reading name="Calls left" value={feed.budgetRemaining === null ? 'no limit' : String(feed.budgetRemaining)} />
            </dl>
            <span className={styles.state}>
              <Badge tone={feedTones[feed.state]} dot>
                {sentenceCase(feed.state)}
              </Badge>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Reading({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
