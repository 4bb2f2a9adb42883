"""Health of a live database: measured read-only, judged by thresholds and a baseline. Must not know plans or declarations' facts."""
