"""What an organisation says of itself."""
