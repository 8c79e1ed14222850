import { ApolloProvider } from '@apollo/client/react';
import { client } from '../graphql/client.ts';
import { Layout } from './layout/layout.tsx';
import { PageErrors } from './page-errors.tsx';
import { Routes } from './routes.tsx';
import { useOtherTabs } from './use-other-tabs.ts';
import { usePageTitle } from './use-page-title.ts';

export function App() {
  useOtherTabs();
  usePageTitle();
  return (
    <ApolloProvider client={client}>
      <Layout>
        <PageErrors>
          <Routes />
        </PageErrors>
      </Layout>
    </ApolloProvider>
  );
}
