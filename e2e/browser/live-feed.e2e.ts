import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { liveFeed } from '../acceptance/live-feed.ts';
import { startOneProcess } from '../stack/stack.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

liveFeed('one process', startOneProcess, (stack) => {
  it('shows prices in the dashboard that move', async () => {
    if (!existsSync(executablePath)) throw new Error('This needs Chromium: apt-get install chromium, or set CHROMIUM_PATH.');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(stack().url);
      const price = page.locator('[data-symbol="BTC-USD"][data-field="price"]').first();
      await price.waitFor();
      const before = await price.textContent();
      expect(before).toMatch(/^94,\d{3}\.\d{2}/);
      const moved = ([selector, text]: readonly (string | null)[]) => document.querySelector(String(selector))?.textContent !== text;
      await page.waitForFunction(moved, ['[data-symbol="BTC-USD"][data-field="price"]', before]);
    } finally {
      await browser.close();
    }
  });
});
