import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
} from 'lightweight-charts';
import { formatPrice } from '../formatting/numbers.ts';
import { barOf, type CandlePoint, secondsOf } from './candle-points.ts';
import { faded, onThemeChange, type Palette, readPalette } from './palette.ts';

/** How many candles are in view at first: enough to see a shape, few enough to see a candle. */
const inView = 120;
/** A young history is not stretched over the whole chart. */
const fewest = 40;

/** A candlestick chart with its volumes below, in the colours of the theme. */
export class CandleView {
  readonly #host: HTMLElement;
  readonly #chart: IChartApi;
  readonly #prices: ISeriesApi<'Candlestick'>;
  readonly #volumes: ISeriesApi<'Histogram'>;
  readonly #stopListening: () => void;
  #palette: Palette;
  #candles: readonly CandlePoint[] = [];
  #last = 0;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#palette = readPalette(host);
    this.#chart = createChart(host, {
      autoSize: true,
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { timeVisible: true, borderVisible: false, rightOffset: 4 },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.24 } },
      handleScroll: { vertTouchDrag: false },
    });
    this.#prices = this.#chart.addSeries(CandlestickSeries, { priceLineWidth: 1 });
    this.#volumes = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.#dress();
    this.#stopListening = onThemeChange(() => this.#dress());
  }

  show(candles: readonly CandlePoint[], digits: number): void {
    this.#candles = candles;
    const minMove = 10 ** -digits;
    const tick = minMove.toFixed(digits);
    this.#prices.applyOptions({
      priceFormat: { type: 'custom', minMove, formatter: (price: number) => formatPrice(price.toFixed(digits), tick) },
    });
    this.#prices.setData(candles.map(barOf));
    this.#volumes.setData(candles.map((candle) => this.#volume(candle)));
    const newest = candles.at(-1);
    this.#last = newest ? secondsOf(newest.openTime) : 0;
    const span = Math.max(fewest, Math.min(inView, candles.length));
    this.#chart.timeScale().setVisibleLogicalRange({ from: candles.length - span, to: candles.length + 4 });
  }

  /** The chart refuses candles older than its last one: a correction of the past waits for the next query. */
  update(candle: CandlePoint): void {
    const time = secondsOf(candle.openTime);
    if (time < this.#last) return;
    this.#last = time;
    this.#prices.update(barOf(candle));
    this.#volumes.update(this.#volume(candle));
  }

  remove(): void {
    this.#stopListening();
    this.#chart.remove();
  }

  #volume(candle: CandlePoint) {
    const color = Number(candle.close) >= Number(candle.open) ? this.#palette.up : this.#palette.down;
    return { time: secondsOf(candle.openTime), value: Number(candle.volume), color: faded(color, 0.32) };
  }

  #dress(): void {
    this.#palette = readPalette(this.#host);
    const { text, line, up, down, surface, cross, font } = this.#palette;
    this.#chart.applyOptions({
      // The footer names the library and links to its makers instead of a mark inside each chart.
      layout: {
        background: { type: ColorType.Solid, color: surface },
        textColor: text,
        fontFamily: font,
        fontSize: 11,
        attributionLogo: false,
      },
      grid: { vertLines: { color: faded(line, 0.5) }, horzLines: { color: faded(line, 0.8) } },
      crosshair: { vertLine: { color: cross, labelBackgroundColor: cross }, horzLine: { color: cross, labelBackgroundColor: cross } },
    });
    this.#prices.applyOptions({ upColor: up, downColor: down, borderVisible: false, wickUpColor: up, wickDownColor: down });
    this.#volumes.setData(this.#candles.map((candle) => this.#volume(candle)));
  }
}
