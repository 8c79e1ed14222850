import { feedContract } from '../contract/feed.contract.ts';
import { krakenCan, krakenDriver } from './kraken-driver.ts';

feedContract('Kraken', krakenCan, krakenDriver);
