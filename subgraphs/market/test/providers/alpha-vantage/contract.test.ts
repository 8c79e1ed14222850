import { feedContract } from '../contract/feed.contract.ts';
import { alphaVantageCan, alphaVantageDriver } from './alpha-vantage-driver.ts';

feedContract('Alpha Vantage', alphaVantageCan, alphaVantageDriver);
