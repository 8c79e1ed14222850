import { Area, Bar, CartesianGrid, ComposedChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatScore } from '../formatting/numbers.ts';
import { formatDateTime } from '../formatting/times.ts';
import styles from './sentiment-chart.module.css';
import { reachOf, type SentimentPoint, zeroShare } from './sentiment-scale.ts';

const tick = { fontSize: 11, fill: 'var(--text-faint)' };
/** So few points are points first and a line second. */
const dotted = 12;
const shortTime = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export function SentimentChart({ points }: { points: readonly SentimentPoint[] }) {
  const zero = zeroShare(points);
  const busiest = Math.max(1, ...points.map((point) => point.articleCount));
  const reach = reachOf(points);
  const data = points.map((point) => ({ ...point, at: Date.parse(point.from) }));
  return (
    <div className={styles.chart}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 190 }}>
        <ComposedChart data={data} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
          <Gradients zero={zero} />
          <CartesianGrid yAxisId="score" vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(at: number) => shortTime.format(at)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            minTickGap={48}
            padding={{ left: 8, right: 8 }}
          />
          <YAxis
            yAxisId="score"
            width={40}
            domain={[-reach, reach]}
            ticks={[-reach, 0, reach]}
            tickFormatter={(score: number) => formatScore(score)}
            tick={tick}
            tickLine={false}
            axisLine={false}
          />
          <YAxis yAxisId="articles" orientation="right" width={0} hide domain={[0, busiest * 4]} />
          <ReferenceLine yAxisId="score" y={0} stroke="var(--line-strong)" />
          <Tooltip content={Reading} cursor={{ stroke: 'var(--text-faint)', strokeDasharray: '3 3' }} isAnimationActive={false} />
          <Bar
            yAxisId="articles"
            dataKey="articleCount"
            fill="var(--text-faint)"
            fillOpacity={0.25}
            barSize={5}
            isAnimationActive={false}
          />
          <Area
            yAxisId="score"
            dataKey="score"
            type="monotone"
            baseValue={0}
            stroke="url(#sentiment-line)"
            strokeWidth={1.75}
            fill="url(#sentiment-fill)"
            dot={points.length <= dotted ? Dot : false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

interface DotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly payload?: SentimentPoint;
}

function Dot({ cx, cy, payload }: DotProps) {
  const color = !payload || payload.score === 0 ? 'var(--text-soft)' : payload.score > 0 ? 'var(--up)' : 'var(--down)';
  return <circle key={payload?.from} cx={cx} cy={cy} r={3.5} fill={color} stroke="var(--surface)" strokeWidth={1.5} />;
}

function Gradients({ zero }: { zero: number }) {
  return (
    <defs>
      <linearGradient id="sentiment-fill" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stopColor="var(--up)" stopOpacity={0.34} />
        <stop offset={zero} stopColor="var(--up)" stopOpacity={0.03} />
        <stop offset={zero} stopColor="var(--down)" stopOpacity={0.03} />
        <stop offset="1" stopColor="var(--down)" stopOpacity={0.34} />
      </linearGradient>
      <linearGradient id="sentiment-line" x1="0" y1="0" x2="0" y2="1">
        <stop offset={zero} stopColor="var(--up)" />
        <stop offset={zero} stopColor="var(--down)" />
      </linearGradient>
    </defs>
  );
}

interface ReadingProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: SentimentPoint }[];
}

function Reading({ active, payload }: ReadingProps) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className={styles.reading}>
      <span>{formatDateTime(point.from)}</span>
      <strong>{formatScore(point.score)}</strong>
      <span>{point.articleCount === 1 ? '1 article' : `${point.articleCount} articles`}</span>
    </div>
  );
}
