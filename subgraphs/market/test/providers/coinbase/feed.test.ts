import { feedContract } from '../contract/feed.contract.ts';
import { coinbaseCan, coinbaseDriver } from './coinbase-driver.ts';

feedContract('Coinbase', coinbaseCan, coinbaseDriver);
