/** Imported before @apollo/gateway: otherwise its constructor starts an exporter that calls home. */
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
