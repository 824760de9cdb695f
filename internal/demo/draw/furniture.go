package draw

// legs are two pairs of them under something that stands at y, the outer ones x from the edges of the picture.
func (p *pen) legs(x, y, height float64, colour string) {
	p.both(func() {
		p.path(colour, "M%v %vh26l-8 %vh-14z", x, y, height)
	})
}

func sofa(p *pen) {
	p.shadow(508, 540)
	p.legs(110, 456, 50, walnut)
	p.rect(100, 190, 440, 220, 40, p.d)
	p.rect(100, 184, 440, 200, 40, p.c)
	seats := 2 + p.one(1, 2)
	w := 392 / float64(seats)
	for i := range seats {
		p.rect(126+float64(i)*w, 212, w-8, 140, 26, p.l)
		p.rect(126+float64(i)*w, 340, w-8, 76, 22, p.c)
		p.rect(126+float64(i)*w, 396, w-8, 20, 10, p.d)
	}
	p.rect(60, 280, 76, 184, 34, p.d)
	p.rect(504, 280, 76, 184, 34, p.d)
	p.rect(60, 274, 70, 178, 34, p.c)
	p.rect(510, 274, 70, 178, 34, p.c)
	p.rect(100, 410, 440, 52, 14, p.dd)
	p.turned(-12, 180, 290, func() { p.rect(150, 252, 84, 84, 18, []string{amber, coral, paper, leaf}[p.one(2, 4)]) })
}

func armchair(p *pen) {
	p.shadow(546, 380)
	p.legs(176, 476, 66, walnut)
	p.rect(170, 120, 300, 330, 80, p.d)
	p.rect(170, 114, 300, 320, 80, p.c)
	p.rect(212, 150, 216, 200, 56, p.l)
	p.rect(196, 350, 248, 90, 30, p.c)
	p.rect(196, 416, 248, 24, 12, p.d)
	p.both(func() { p.rect(122, 290, 84, 200, 38, p.d); p.rect(122, 284, 78, 194, 38, p.c) })
	p.rect(176, 430, 288, 54, 16, p.dd)
	if p.one(1, 2) == 0 {
		p.both(func() { p.circle(280, 220, 7, p.d); p.circle(280, 280, 7, p.d) })
	}
}

func chair(p *pen) {
	p.shadow(556, 290)
	wood := []string{oak, walnut, slate}[p.one(1, 3)]
	p.path(wood, "M206 340l-20 214h22l26-214zM434 340l20 214h-22l-26-214z")
	p.path(wood, "M240 350l-6 180h18l8-180zM400 350l6 180h-18l-8-180z")
	if p.one(2, 2) == 0 {
		p.rect(212, 90, 216, 220, 40, p.d)
		p.rect(212, 86, 216, 214, 40, p.c)
		p.rect(238, 110, 164, 160, 26, p.l)
	} else {
		p.both(func() { p.rect(208, 90, 22, 260, 10, wood) })
		for i := range 3 {
			p.rect(214, 110+float64(i)*62, 212, 36, 16, p.c)
		}
	}
	p.rect(180, 316, 280, 50, 24, p.dd)
	p.rect(180, 308, 280, 46, 22, p.c)
}

func stool(p *pen) {
	p.shadow(558, 260)
	wood := []string{oak, slate, walnut}[p.one(1, 3)]
	p.both(func() { p.path(wood, "M250 240h28l-44 316h-24z") })
	p.rect(236, 430, 168, 16, 8, wood)
	p.rect(250, 340, 140, 14, 7, wood)
	p.rect(196, 190, 248, 62, 28, p.dd)
	p.rect(196, 180, 248, 58, 28, p.c)
	p.oval(320, 186, 110, 14, p.l)
}

func table(p *pen) {
	h := p.vary(1, 130, 220)
	p.shadow(510, 500)
	y := 500 - h
	p.both(func() { p.path(p.dd, "M120 %vh34l-16 %vh-22z", y, h) })
	p.both(func() { p.path(p.d, "M190 %vh22l-8 %vh-16z", y, h-40) })
	p.rect(72, y-22, 496, 44, 14, p.dd)
	p.rect(72, y-28, 496, 38, 14, p.c)
	p.rect(96, y-20, 220, 6, 3, p.l)
	p.rect(260, y-100, 54, 72, 18, coral)
	p.path(leaf, "M287 %vq-50-10-56-70q50 6 56 70zM287 %vq44-20 46-80q-50 16-46 80z", y-96, y-96)
	p.oval(404, y-34, 60, 10, cream)
}

func desk(p *pen) {
	p.shadow(536, 520)
	p.rect(86, 296, 24, 236, 4, p.dd)
	p.rect(530, 296, 24, 236, 4, p.dd)
	right := 330.0
	if p.one(1, 2) == 0 {
		right = 110
	}
	p.rect(right, 296, 200, 190, 8, p.d)
	for i := range 3 {
		p.rect(right+12, 308+float64(i)*58, 176, 48, 6, p.c)
		p.rect(right+80, 328+float64(i)*58, 40, 8, 4, iron)
	}
	p.rect(64, 266, 512, 40, 10, p.dd)
	p.rect(64, 260, 512, 36, 10, p.c)
	p.rect(252, 130, 170, 108, 8, ink)
	p.lit(259, 137, 156, 94, 4)
	p.rect(328, 238, 18, 22, 0, iron)
	p.rect(296, 254, 82, 8, 4, iron)
	p.rect(128, 202, 34, 58, 8, coral)
	p.path(leaf, "M145 204q-34-20-30-60q34 14 30 60zM145 204q30-20 26-54q-32 12-26 54z")
}

func dresser(p *pen) {
	rows := 3 + p.one(1, 2)
	p.shadow(544, 420)
	p.legs(146, 506, 36, walnut)
	p.rect(128, 130, 384, 386, 14, p.dd)
	p.rect(128, 124, 384, 382, 14, p.c)
	h := 350 / float64(rows)
	for i := range rows {
		y := 142 + float64(i)*h
		p.rect(146, y, 348, h-10, 8, p.l)
		p.rect(146, y+h-18, 348, 8, 4, p.d)
		p.both(func() { p.rect(206, y+h/2-10, 52, 9, 4, iron) })
	}
}

func sideboard(p *pen) {
	p.shadow(500, 520)
	p.legs(110, 446, 52, walnut)
	p.rect(74, 240, 492, 216, 14, p.dd)
	p.rect(74, 234, 492, 210, 14, p.c)
	p.rect(92, 252, 148, 174, 8, p.l)
	p.rect(400, 252, 148, 174, 8, p.l)
	p.rect(254, 252, 132, 80, 6, p.dd)
	p.rect(254, 344, 132, 82, 6, p.dd)
	p.circle(222, 340, 7, iron)
	p.circle(418, 340, 7, iron)
	p.rect(130, 160, 70, 74, 14, []string{coral, amber, paper}[p.one(1, 3)])
	p.path(leaf, "M165 162q-50-20-50-80q54 16 50 80zM165 162q40-30 44-90q-52 20-44 90z")
	p.rect(430, 174, 18, 60, 3, coral)
	p.rect(450, 186, 16, 48, 3, amber)
	p.rect(468, 166, 20, 68, 3, slate)
}

func bookcase(p *pen) {
	p.shadow(560, 340)
	p.rect(166, 70, 308, 484, 12, p.dd)
	p.rect(166, 66, 308, 480, 12, p.c)
	inks := []string{coral, amber, leaf, slate, cream, "#6e8bc0", "#b58db6"}
	for row := range 4 {
		y := 84 + float64(row)*114
		p.rect(182, y, 276, 100, 4, p.dd)
		x := 190.0
		for i := range 5 + (row+p.one(1, 4))%4 {
			h := 60 + p.vary(row*8+i+2, 0, 28)
			p.rect(x, y+100-h, 20, h, 3, inks[(i+row*3+int(p.look))%7])
			x += 23
		}
	}
}

func bed(p *pen) {
	p.shadow(506, 540)
	p.rect(80, 150, 480, 260, 30, p.dd)
	p.rect(80, 144, 480, 240, 30, p.c)
	if p.one(1, 2) == 0 {
		for i := range 5 {
			p.rect(172+float64(i)*74, 160, 6, 200, 3, p.d)
		}
	}
	p.rect(66, 340, 508, 120, 26, paper)
	p.rect(120, 270, 180, 96, 34, paper)
	p.rect(340, 270, 180, 96, 34, paper)
	p.rect(120, 340, 180, 26, 13, "#e4e0d6")
	p.rect(340, 340, 180, 26, 13, "#e4e0d6")
	p.rect(60, 376, 520, 96, 24, p.l)
	p.rect(60, 376, 520, 24, 12, p.ll)
	p.rect(66, 458, 508, 30, 10, p.dd)
	p.legs(90, 484, 24, walnut)
}

func lamp(p *pen) {
	w := p.vary(1, 46, 84)
	p.shadow(550, 260)
	p.faint(0.5, func() { p.circle(320, 250, 210, "#fbeec6") })
	p.path([]string{oak, chrome, cream, slate}[p.one(2, 4)], "M320 330q%v 60 %v 130q0 56-%v 66h-%vq-%v-10-%v-66q0-70 %v-130z", w*0.4, w, w*0.6, w*0.8, w*0.6, w, w)
	p.rect(250, 524, 140, 20, 10, slate)
	p.rect(312, 300, 16, 50, 0, iron)
	p.path(p.c, "M244 110h152l68 210H176z")
	p.path(p.d, "M362 110h34l68 210h-66z")
	p.oval(320, 320, 144, 18, p.dd)
	p.oval(320, 320, 124, 11, "#fff3cf")
}

func floorlamp(p *pen) {
	p.faint(0.5, func() { p.circle(320, 190, 190, "#fbeec6") })
	p.shadow(570, 250)
	if p.one(1, 2) == 0 {
		p.rect(313, 220, 14, 340, 0, slate)
		p.oval(320, 562, 84, 12, ink)
	} else {
		p.both(func() { p.path(oak, "M312 240h16l-88 324h-16z") })
		p.rect(312, 240, 16, 300, 0, walnut)
	}
	w := p.vary(2, 96, 130)
	p.path(p.c, "M%v 70h%vl34 180H%vz", 320-w+20, 2*w-40, 320-w-14)
	p.path(p.d, "M%v 70h30l34 180h-52z", 320+w-50)
	p.oval(320, 250, w+14, 14, "#fff3cf")
}

func pendant(p *pen) {
	p.rect(316, 0, 8, 250, 0, slate)
	p.faint(0.55, func() { p.path("#fbeec6", "M150 400h340l110 240H40z") })
	p.rect(290, 220, 60, 44, 12, []string{oak, chrome, amber}[p.one(1, 3)])
	if p.one(2, 2) == 0 {
		p.path(p.c, "M120 410q10-150 200-160q190 10 200 160z")
		p.path(p.d, "M420 300q90 40 100 110h-70q0-60-30-110z")
		p.oval(320, 410, 200, 22, p.dd)
	} else {
		p.path(p.c, "M290 258h60l130 152H160z")
		p.path(p.d, "M330 258h20l130 152h-80z")
		p.oval(320, 410, 160, 20, p.dd)
	}
	p.oval(320, 414, 60, 34, "#fff3cf")
}

func bulb(p *pen) {
	p.faint(0.55, func() { p.circle(320, 260, 220, "#fbeec6") })
	p.path("#ffe9ae", "M320 110c100 0 160 76 160 156c0 90-78 110-84 180H244c-6-70-84-90-84-180c0-80 60-156 160-156z")
	p.path("#fff7df", "M250 170q-50 40-46 100q20 10 30-10q-4-50 34-80q0-14-18-10z")
	p.line(p.c, 10, "M276 446V320l44 40l44-40v126")
	for i := range 3 {
		p.rect(252+float64(i)*4, 452+float64(i)*34, 136-float64(i)*8, 28, 14, []string{steel, iron, slate}[i])
	}
	p.rect(296, 552, 48, 14, 7, ink)
}

func rug(p *pen) {
	if p.one(1, 3) == 0 {
		p.faint(0.1, func() { p.oval(326, 336, 240, 196, ink) })
		for i, c := range []string{p.c, p.ll, p.d, p.l, p.c, p.ll} {
			s := 240 - float64(i)*40
			p.oval(320, 322, s, s*0.82, c)
		}
		return
	}
	for i := range 16 {
		p.rect(118+float64(i)*26, 110, 8, 430, 4, p.ll)
	}
	p.rect(104, 132, 432, 386, 4, p.c)
	p.rect(126, 154, 388, 342, 2, p.d)
	p.rect(138, 166, 364, 318, 2, p.l)
	for i := range 3 {
		for j := range 3 {
			x, y := 200+float64(i)*120, 226+float64(j)*98
			p.path(p.c, "M%v %vl48 42l-48 42l-48-42z", x, y-42)
			p.path(p.on, "M%v %vl22 20l-22 20l-22-20z", x, y-20)
		}
	}
}

func curtain(p *pen) {
	p.rect(150, 110, 340, 400, 6, "#d5e6ef")
	p.rect(314, 110, 12, 400, 0, paper)
	p.rect(150, 300, 340, 10, 0, paper)
	p.rect(70, 84, 500, 16, 8, []string{walnut, slate, amber}[p.one(1, 3)])
	p.circle(66, 92, 16, slate)
	p.circle(574, 92, 16, slate)
	p.both(func() {
		p.path(p.c, "M96 96h150q10 220-30 454H96z")
		p.path(p.d, "M132 96h22q8 220-8 454h-22zM196 96h22q8 220-16 454h-22z")
		p.path(p.l, "M104 96h12v454h-12z")
	})
}

func cushion(p *pen) {
	p.shadow(540, 420)
	p.path(p.d, "M128 136q192 40 384 0q40 0 34 40q-30 150 0 310q6 40-34 40q-192-40-384 0q-40 0-34-40q30-160 0-310q-6-40 34-40z")
	p.path(p.c, "M134 130q186 40 370 0q36 0 30 36q-30 150 0 306q6 38-30 38q-184-38-370 0q-36 0-30-38q30-156 0-306q-6-36 30-36z")
	switch p.one(1, 3) {
	case 0:
		for i := range 5 {
			p.line(p.l, 12, "M%v 166q10 150 0 300", 180+float64(i)*68)
		}
	case 1:
		p.path(p.ll, "M320 200l110 120l-110 120l-110-120z")
		p.path(p.c, "M320 256l58 64l-58 64l-58-64z")
	default:
		for i := range 12 {
			p.circle(200+float64(i%4)*80, 230+float64(i/4)*86, 14, p.ll)
		}
	}
}

func towel(p *pen) {
	p.shadow(530, 420)
	for i := range 3 {
		y := 430 - float64(i)*104
		w := 420 - float64(i)*p.vary(1, 10, 40)
		c := []string{p.c, p.l, p.c}[i]
		p.rect(320-w/2, y, w, 98, 44, p.d)
		p.rect(320-w/2, y-4, w, 86, 40, c)
		p.rect(320-w/2, y+36, w, 10, 0, p.ll)
		p.rect(320-w/2, y+56, w, 5, 0, p.ll)
	}
}

func candle(p *pen) {
	w := p.vary(1, 90, 120)
	p.shadow(540, 2*w+90)
	p.faint(0.6, func() { p.circle(320, 150, 110, "#fbeec6") })
	p.path("#f2b65a", "M320 90q44 60 0 104q-44-44 0-104z")
	p.path("#fff1c4", "M320 130q18 36 0 60q-18-24 0-60z")
	p.rect(317, 190, 6, 40, 0, ink)
	p.rect(320-w, 226, 2*w, 308, 22, p.d)
	p.rect(320-w, 226, 2*w-34, 308, 22, p.c)
	p.oval(320, 232, w-4, 20, p.ll)
	p.rect(364-w, 330, 2*w-88, 130, 8, paper)
	p.rect(384-w, 356, 2*w-128, 12, 6, p.d)
	p.rect(396-w, 384, 2*w-152, 8, 4, steel)
	p.circle(320, 424, 12, p.c)
}

func vase(p *pen) {
	w := p.vary(1, 84, 130)
	p.shadow(550, 250)
	for i, c := range []string{moss, leaf, moss} {
		x := 240 + float64(i)*80
		p.line(c, 8, "M320 300Q%v 200 %v 120", (320+x)/2, x)
		p.path([]string{coral, amber, "#e9d7e8"}[(i+p.one(2, 3))%3], "M%v 130q-50-30-30-70q20 10 30 0q10 10 30 0q20 40-30 70z", x)
		p.path(c, "M%v 210q-40-6-50-46q46 0 50 46z", (320+x)/2)
	}
	p.path(p.c, "M286 270h68q-6 50 10 80q%v 40 %v 100q0 90-70 90h-%vq-70 0-70-90q0-60 %v-100q16-30 10-80z", w-20, w-10, 2*w-120, w-20)
	p.path(p.d, "M332 270h22q-6 50 10 80q%v 40 %v 100q0 90-70 90h-60q80-30 70-110t-10-160z", w-20, w-10)
	p.rect(276, 262, 88, 16, 8, p.dd)
}

func frame(p *pen) {
	p.faint(0.1, func() { p.rect(136, 96, 384, 464, 8, ink) })
	p.rect(128, 88, 384, 464, 8, p.dd)
	p.rect(128, 84, 384, 460, 8, p.c)
	p.rect(154, 110, 332, 408, 2, paper)
	p.lit(204, 166, 232, 296, 0)
}

func mirror(p *pen) {
	r := p.vary(1, 170, 196)
	if p.one(2, 2) == 0 {
		p.circle(320, 320, r+26, p.dd)
		p.circle(320, 316, r+24, p.c)
		p.circle(320, 316, r, "#dbe8ef")
		p.path("#f2f8fb", "M220 %vL%v 220l50 50L270 %vz", 400.0, 400.0, 450.0)
	} else {
		p.rect(184, 66, 272, 508, 136, p.dd)
		p.rect(184, 62, 272, 506, 136, p.c)
		p.rect(206, 84, 228, 462, 114, "#dbe8ef")
		p.path("#f2f8fb", "M206 360L434 160v80L206 440z")
	}
}

func clock(p *pen) {
	p.faint(0.1, func() { p.circle(328, 332, 216, ink) })
	p.circle(320, 320, 214, p.dd)
	p.circle(320, 316, 212, p.c)
	p.circle(320, 316, 182, paper)
	for i := range 12 {
		long := 14.0
		if i%3 == 0 {
			long = 28
		}
		p.turned(float64(i)*30, 320, 316, func() { p.rect(316, 148, 8, long, 4, slate) })
	}
	p.turned(p.vary(1, 280, 330), 320, 316, func() { p.rect(313, 210, 14, 120, 7, ink) })
	p.turned(p.vary(2, 20, 80), 320, 316, func() { p.rect(315, 166, 10, 164, 5, ink) })
	p.turned(200, 320, 316, func() { p.rect(318, 170, 4, 180, 2, coral) })
	p.circle(320, 316, 14, coral)
}
