import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Empty, Skeleton } from '../ui/states.tsx';
import { MarketsPage } from './pages/markets-page.tsx';

const InstrumentPage = lazy(() => import('./pages/instrument-page.tsx').then((module) => ({ default: module.InstrumentPage })));
const NewsPage = lazy(() => import('../features/news-sentiment/articles/news-page.tsx').then((module) => ({ default: module.NewsPage })));
const SignalsPage = lazy(() =>
  import('../features/news-sentiment/signals/signals-page.tsx').then((module) => ({ default: module.SignalsPage })),
);
const AlertsPage = lazy(() => import('./pages/alerts-page.tsx').then((module) => ({ default: module.AlertsPage })));
const WatchlistsPage = lazy(() => import('./pages/watchlists-page.tsx').then((module) => ({ default: module.WatchlistsPage })));
const StatusPage = lazy(() => import('../features/status/status-page.tsx').then((module) => ({ default: module.StatusPage })));
const SignInPage = lazy(() => import('./pages/sign-in-page.tsx').then((module) => ({ default: module.SignInPage })));
const SignUpPage = lazy(() => import('./pages/sign-in-page.tsx').then((module) => ({ default: module.SignUpPage })));

export function Routes() {
  return (
    <Suspense fallback={<Skeleton rows={3} height={120} />}>
      <Switch>
        <Route path="/" component={MarketsPage} />
        <Route path="/instruments/:symbol">{({ symbol }) => <InstrumentPage key={symbol} symbol={symbol} />}</Route>
        <Route path="/news" component={NewsPage} />
        <Route path="/signals" component={SignalsPage} />
        <Route path="/alerts" component={AlertsPage} />
        <Route path="/watchlists" component={WatchlistsPage} />
        <Route path="/status" component={StatusPage} />
        <Route path="/sign-in" component={SignInPage} />
        <Route path="/sign-up" component={SignUpPage} />
        <Route>
          <Empty title="There is no such page">Choose another one from the navigation.</Empty>
        </Route>
      </Switch>
    </Suspense>
  );
}
