import { feedContract } from '../contract/feed.contract.ts';
import { binanceCan, binanceDriver } from './binance-driver.ts';

feedContract('Binance', binanceCan, () => binanceDriver());
