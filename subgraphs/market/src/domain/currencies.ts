const codes = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK
  DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
  KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
  PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD
  TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG CNH`;

/**
 * Money of countries, by ISO 4217, and the offshore renminbi, which markets call CNH. Without ERN and MNT: where prices are told, these are
 * almost always crypto units of the same name.
 */
export const currencies: ReadonlySet<string> = new Set(codes.trim().split(/\s+/));

/** What is dug, grown or burnt, by the names that pairs of it have: metals by ISO 4217, the others in words. */
export const commodities: ReadonlySet<string> = new Set(
  'XAU XAG XPT XPD WTI BRENT NATGAS COPPER ALUMINUM WHEAT CORN COTTON SUGAR COFFEE'.split(' '),
);
