"""Every guide that was made or bought, kept with what is needed to go on where it was made.

`history` is what others use, with the values of `entry`. `database` opens the folder and sets aside
what it cannot read, `images` writes and reads pixels, `pictures` knows how to bring a picture back,
`rows` is the SQL of adding and evicting, `search` that of finding, `people` keeps who is in a pose.
"""
