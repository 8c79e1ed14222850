import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startOneProcess } from '../stack/stack.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe('the dashboard', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const strangers: string[] = [];

  beforeAll(async () => {
    if (!existsSync(executablePath)) throw new Error('This needs Chromium: apt-get install chromium, or set CHROMIUM_PATH.');
    stack = await startOneProcess();
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(stack.url) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('shows prices that move and says that they are simulated', async () => {
    await page.goto(stack.url);
    const price = page.locator('[data-symbol="BTC-USD"][data-field="price"]').first();
    await price.waitFor();
    const before = await price.textContent();
    await page.waitForFunction(
      ([selector, text]) => document.querySelector(selector as string)?.textContent !== text,
      ['[data-symbol="BTC-USD"][data-field="price"]', before],
    );
    await page
      .getByTestId('provenance')
      .filter({ hasText: /simulated/i, visible: true })
      .first()
      .waitFor();
  });

  it('signs the sample account in', async () => {
    await page.goto(`${stack.url}/sign-in`);
    await page.getByLabel('Email').fill(stack.account.email);
    await page.getByLabel('Password').fill(stack.account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('link', { name: /account/i })
      .or(page.getByRole('button', { name: /sign out|account/i }))
      .first()
      .waitFor();
  });

  it('creates a rule and shows its alert as a toast', async () => {
    await page
      .getByRole('link', { name: /markets|overview/i })
      .first()
      .click();
    await page
      .getByRole('link', { name: /BTC-USD/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Threshold').fill('1');
    await page.getByRole('button', { name: /create (alert )?rule/i }).click();
    const toast = page.getByRole('status').filter({ hasText: 'BTC-USD' });
    await toast.first().waitFor({ timeout: 60_000 });
  });

  it('serves a playground that works without the network', async () => {
    await page.goto(`${stack.url}/playground`);
    await page.locator('.graphiql-container').waitFor({ timeout: 30_000 });
  });

  it('leaves no error in the console and asks nothing of the outside', () => {
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });
});
