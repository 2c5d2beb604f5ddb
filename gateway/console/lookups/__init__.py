"""What a page needs from the database, fetched in few queries and handed to the presenters."""
