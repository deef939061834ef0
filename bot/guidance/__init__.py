"""The pure domain: rules, procedures, places, the ladder. No input or output, no clock of its own."""
