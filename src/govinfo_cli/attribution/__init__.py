"""What of all findings a change is responsible for: `validate --base`."""
