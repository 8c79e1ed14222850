import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkProxy } from '@marketgraph/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tools/processes/free-ports.mjs';
import { query, signIn } from '../stack/client.ts';
import type { RunningProcess } from '../stack/running-process.ts';
import { localStack, type Stack } from '../stack/stack.ts';
import { type AlertEvent, AlertWitness, keyOf } from './alert-witness.ts';
import { LiveFrames } from './live-frames.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const screenshots = process.env['SCREENSHOTS_DIR'];
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];

const RULE = `mutation($name: String!, $symbol: String!) { createAlertRule(input: { name: $name, symbols: [$symbol], severity: INFO,
  condition: { compare: { metric: PRICE, comparison: ABOVE, threshold: "0.01" } }, cooldown: "PT1H" }) { alertRule { id } userErrors { message } } }`;
const lists = ['Markets', 'News', 'InstrumentNews', 'Signals', 'Alerts', 'InstrumentPage', 'Candles', 'Overview'];
const patience = { timeout: 60_000 };

describe('the dashboard behind a network that is lost', () => {
  const witness = new AlertWitness();
  let dataDir: string;
  let port: number;
  let running: RunningProcess;
  let stack: Stack;
  let link: LinkProxy;
  let browser: Browser;
  let token: string;
  let rules = 0;

  const start = async () => {
    running = localStack(dataDir, port);
    await running.prints(/^Ready {2}/);
  };

  beforeAll(async () => {
    if (!existsSync(executablePath)) throw new Error('This needs Chromium: apt-get install chromium, or set CHROMIUM_PATH.');
    dataDir = await mkdtemp(join(tmpdir(), 'marketgraph-e2e-'));
    port = await freePort();
    await start();
    const account = JSON.parse(await readFile(join(dataDir, 'sample-account.json'), 'utf8'));
    stack = { url: `http://127.0.0.1:${port}`, account, stop: async () => [await running.stop('SIGINT')] };
    link = await LinkProxy.open({ host: '127.0.0.1', port });
    token = await signIn(stack);
    witness.listen(stack, token);
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => {
    await browser?.close();
    await witness.pause();
    await link?.close();
    await stack?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Signed in, at the news, with the live connection open. */
  async function openNews(page: Page): Promise<void> {
    await page.goto(`http://127.0.0.1:${link.port}/sign-in`);
    await page.getByLabel('Email').fill(stack.account.email);
    await page.getByLabel('Password').fill(stack.account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await page.getByRole('link', { name: 'News', exact: true }).first().click();
    await page.locator('article').first().waitFor();
    await says(page, 'Live');
  }

  function says(page: Page, state: 'Live' | 'Reconnecting', timeout = 30_000): Promise<void> {
    return page.getByTestId('connection').filter({ hasText: state }).waitFor({ timeout });
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  /** Three rules that fire with the next price of their symbol. */
  async function makeAlerts(): Promise<void> {
    const before = witness.told.length;
    for (const symbol of ['BTC-USD', 'ETH-USD', 'SOL-USD']) {
      const { data, errors } = await query(stack, RULE, { name: `Rule ${++rules}`, symbol }, token);
      expect(errors ?? data.createAlertRule.userErrors).toEqual([]);
    }
    await expect.poll(() => witness.told.length, patience).toBeGreaterThanOrEqual(before + 3);
  }

  const harms: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    'its socket is reset': async () => {
      link.reset();
      await makeAlerts();
    },
    'the network is away': async (page) => {
      link.refuse();
      await says(page, 'Reconnecting');
      await makeAlerts();
      await shoot(page, 'reconnecting');
      link.mend();
    },
    'the browser is offline': async (page) => {
      await page.context().setOffline(true);
      await says(page, 'Reconnecting', 5_000);
      await makeAlerts();
      await page.context().setOffline(false);
    },
    'the link goes mute without a word': async (page) => {
      link.blackHole();
      await says(page, 'Reconnecting', 25_000);
      await makeAlerts();
      link.forget();
    },
    'the gateway restarts with all the rest': async () => {
      link.refuse();
      await makeAlerts();
      await witness.pause();
      expect(await running.stop('SIGINT')).toBe(0);
      await start();
      witness.listen(stack, token);
      await makeAlerts();
      link.mend();
    },
  };

  describe('on one page', () => {
    let page: Page;
    let frames: LiveFrames;
    const heard = () => frames.of('alertChanged').flatMap(({ events }) => (events as AlertEvent[]).map(keyOf));

    beforeAll(async () => {
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      frames = new LiveFrames(page);
      await openNews(page);
    });
    afterAll(() => page?.close());

    it('hears of alerts as they fire', async () => {
      await makeAlerts();
      await expect.poll(() => heard().length, patience).toBeGreaterThan(0);
    });

    it.each(Object.entries(harms))('misses no event, hears none twice and asks for no list again when %s', async (_, harm) => {
      const asked = frames.asked.length;
      const { sockets } = frames;
      await harm(page);
      // From what it heard first: what the witness was told, in its order.
      const expected = () => witness.told.slice(witness.told.indexOf(heard()[0] ?? ''));
      await expect.poll(() => heard().length >= expected().length, patience).toBe(true);
      expect(heard()).toEqual(expected());
      await says(page, 'Live');
      expect(frames.gaps).toEqual([]);
      expect(frames.sockets).toBeGreaterThan(sockets);
      expect(frames.asked.slice(asked).filter((name) => lists.includes(name))).toEqual([]);
    });

    it('has subscribed again after the newest cursor each time, to news as to alerts, and heard nothing twice', () => {
      const lives = [...frames.of('alertChanged'), ...frames.of('articlePublished')];
      expect(lives.length).toBe(2);
      for (const { asked, events } of lives) {
        expect(asked.length).toBeGreaterThan(Object.keys(harms).length);
        expect(asked).not.toContain(null);
        const cursors = (events as AlertEvent[]).map(({ cursor }) => cursor);
        expect(new Set(cursors).size).toBe(cursors.length);
      }
    });

    it('says nothing of a gap, as there is none', async () => {
      expect(await page.getByTestId('gap').count()).toBe(0);
      await shoot(page, 'resumed');
    });
  });

  it('renews its token when a socket is closed over it, and goes on after its cursor', async () => {
    const page = await browser.newPage();
    let closes = 0;
    const shown: string[] = [];
    const resumed: string[] = [];
    await page.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      let isLast = closes > 0;
      socket.onMessage((text) => {
        const { type, payload } = JSON.parse(String(text));
        if (type === 'connection_init') shown.push(payload?.authorization ?? '');
        if (type === 'subscribe' && closes > 0 && payload.variables?.after) resumed.push(payload.query);
        server.send(text);
        if (type !== 'subscribe' || isLast || !payload.query.includes('alertChanged')) return;
        isLast = true;
        closes++;
        void socket.close({ code: 4403, reason: 'The token has expired.' });
      });
    });
    await openNews(page);
    await expect.poll(() => resumed.filter((text) => text.includes('alertChanged')).length, patience).toBe(1);
    await says(page, 'Live');
    const [refused, renewed] = shown.slice(-2);
    expect(refused).toMatch(/^Bearer /);
    expect(renewed).toMatch(/^Bearer /);
    expect(renewed).not.toBe(refused);
    await page.close();
  });

  it('says since when events are missing where the server can no longer tell them, and asks for its lists anew', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const frames = new LiveFrames(page);
    let isForgotten = false;
    await page.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((text) => {
        const message = JSON.parse(String(text));
        if (isForgotten && message.payload?.variables?.after) message.payload.variables.after = 'nobody-knows-it';
        server.send(JSON.stringify(message));
      });
    });
    await openNews(page);
    const asked = frames.asked.length;
    isForgotten = true;
    await page.evaluate(() => window.dispatchEvent(new Event('offline')));
    await makeAlerts();
    await page.getByTestId('gap').filter({ hasText: 'Events are missing' }).waitFor(patience);
    expect(frames.asked.slice(asked)).toContain('News');
    await shoot(page, 'gap');
    await page.getByTestId('gap').getByRole('button', { name: 'Dismiss' }).click();
    expect(await page.getByTestId('gap').count()).toBe(0);
    await page.close();
  });
});
